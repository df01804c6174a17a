"""Who may do what to a cycle, and why not. One rule an action; every change and every button asks here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.standing import advisers, covered_by, standing
from accounts.verdict import YES, Verdict, first_no, no
from cycles.gates import day
from cycles.models import (
    LIVE_STAGES,
    Answer,
    AnswerState,
    Condition,
    ConditionState,
    Confirmation,
    ConfirmationState,
    Cycle,
    CycleStage,
    Decision,
    Evidence,
    Outcome,
    Submission,
    SubmissionState,
)
from cycles.queries.signing import (
    Roster,
    Signer,
    barred_from,
    barred_from_correcting,
    current_step,
    grade_name,
)
from cycles.queries.visible import may_see


@dataclass(frozen=True)
class Case:
    """One question to a policy: may `actor` do it to `cycle` on that day; `to` is the row it concerns."""

    actor: User
    cycle: Cycle
    on: date
    to: Any = None


def may(action: str, actor: User, cycle: Cycle, on: date, to: Any = None) -> Verdict:
    """The verdict on one action. Raises KeyError for an action without a rule."""
    rule = RULES[action]
    if not actor.is_active:
        return no("Your account is not active.")
    if cycle.restricted and not may_see(actor, cycle, on):
        return no("There is no such cycle.")
    return rule(Case(actor, cycle, on, to))


def may_start(actor: User) -> Verdict:
    held = standing(actor)
    if held.has("commissioner") or held.has("manager"):
        return YES
    return no("Only commissioners and managers start cycles.")


def may_read_work(user: User, cycle: Cycle, stage: str) -> Verdict:
    """Answers and evidence: officers always, councillors once the stage's gate was decided."""
    if standing(user).is_officer or _is_past(cycle, stage):
        return YES
    return no("Councillors read a stage's answers and evidence once its gate has been passed.")


def may_read_evidence(user: User, evidence: Evidence) -> Verdict:
    """Officers read all of a cycle's evidence, councillors what is not confidential and stood behind a passed gate."""
    if standing(user).is_officer:
        return YES
    used = evidence.answers.filter(set_aside_because="", question__stage__in=past_stages(evidence.cycle))
    if not evidence.confidential and used.exists():
        return YES
    return no("Councillors read evidence once its gate has been passed, unless it is confidential.")


def past_stages(cycle: Cycle) -> list[str]:
    """The stages whose gate has been passed."""
    return [stage for stage in LIVE_STAGES if _is_past(cycle, stage)]


def _is_past(cycle: Cycle, stage: str) -> bool:
    if cycle.stage == CycleStage.STOPPED:
        return stage != cycle.stopped_in and LIVE_STAGES.index(stage) < LIVE_STAGES.index(cycle.stopped_in)
    return cycle.stage == CycleStage.CLOSED or LIVE_STAGES.index(stage) < LIVE_STAGES.index(cycle.stage)


# Who somebody is to a cycle


def on_team(user: User, cycle: Cycle) -> bool:
    return user.pk == cycle.lead_id or cycle.team.filter(pk=user.pk).exists()


def _by_team(case: Case) -> Verdict:
    if on_team(case.actor, case.cycle):
        return YES
    return no(f"Only the team of this cycle can do this. Ask {case.cycle.lead}, the lead commissioner.")


def _by_lead(case: Case) -> Verdict:
    if case.actor.pk == case.cycle.lead_id:
        return YES
    return no(f"Only {case.cycle.lead}, the lead commissioner, can do this.")


def _by_lead_or_manager(case: Case) -> Verdict:
    if case.actor.pk == case.cycle.lead_id or standing(case.actor).manages(case.cycle.directorate_id):
        return YES
    return no(f"Only {case.cycle.lead}, the lead commissioner, and managers of {case.cycle.directorate} can do this.")


# What the state of the cycle allows


def standing_submission(cycle: Cycle) -> Submission | None:
    return cycle.submissions.filter(state=SubmissionState.STANDING).first()


def _is_live(case: Case) -> Verdict:
    if case.cycle.is_live:
        return YES
    return no(f"This cycle is {CycleStage(case.cycle.stage).label.lower()}, so it can no longer be changed.")


def _is_unsealed(case: Case) -> Verdict:
    sealed = standing_submission(case.cycle)
    if sealed is None:
        return YES
    return no(
        f"Submission {sealed.number} to the {CycleStage(sealed.stage).label} gate is waiting for a decision"
        f" since {day(timezone.localdate(sealed.submitted_at))}, so what it holds is read-only."
        " Withdraw it to make changes."
    )


def _answer_is_open(case: Case) -> Verdict:
    answer: Answer = case.to
    at_the_gate = answer.question.stage == case.cycle.stage
    return first_no(_is_asked(case, answer), _is_unsealed(case) if at_the_gate else YES)


# The rules


def _edit(case: Case) -> Verdict:
    return first_no(_by_team(case), _is_live(case), _is_unsealed(case))


def _change_people(case: Case) -> Verdict:
    return first_no(_by_lead_or_manager(case), _is_live(case), _is_unsealed(case))


def _answer(case: Case) -> Verdict:
    return first_no(_by_team(case), _is_live(case), _answer_is_open(case))


def _add_evidence(case: Case) -> Verdict:
    return first_no(_by_team(case), _is_live(case))


def current_confirmation(answer: Answer) -> Confirmation | None:
    return answer.confirmations.exclude(state=ConfirmationState.WITHDRAWN).first()


def _confirmable(case: Case, *, outside: bool) -> Verdict:
    answer: Answer = case.to
    confirmer = answer.question.confirmer
    if confirmer.code == "commissioner":
        return no("This question needs nobody else's confirmation.")
    if confirmer.outside != outside:
        return no(
            f"The {confirmer.name} does not sign in: record their word instead."
            if confirmer.outside
            else f"{confirmer.name} confirms this in the program: ask an adviser."
        )
    if answer.state not in (AnswerState.MET, AnswerState.PARTLY_MET):
        return no("Answer the question Met or Partly met before somebody confirms it.")
    confirmation = current_confirmation(answer)
    if confirmation and confirmation.state == ConfirmationState.GIVEN:
        return no(f"{confirmation.by} has confirmed this answer already.")
    if confirmation and confirmation.state == ConfirmationState.REFUSED:
        return no(f"{confirmation.by} did not confirm this answer. Change it before you ask again.")
    return YES


def _ask_confirmation(case: Case) -> Verdict:
    return first_no(_answer(case), _confirmable(case, outside=False))


def _record_outside_confirmation(case: Case) -> Verdict:
    return first_no(_by_lead(case), _is_live(case), _answer_is_open(case), _confirmable(case, outside=True))


def _answer_confirmation(case: Case) -> Verdict:
    """Give or refuse: the adviser who was asked, while they are asked."""
    confirmation: Confirmation = case.to
    if confirmation.asked_of_id != case.actor.pk:
        return no(f"{confirmation.by} was asked to confirm this.")
    if confirmation.state != ConfirmationState.ASKED:
        return no(f"This confirmation is no longer open: it was {confirmation.state}.")
    return first_no(_is_live(case), _is_asked(case, confirmation.answer), may_confirm(case.actor, confirmation.answer))


def _is_asked(case: Case, answer: Answer) -> Verdict:
    """Whether the gate still asks the answer's question."""
    if answer.set_aside_because:
        return no(f"This question was set aside: {answer.set_aside_because}.")
    stage = answer.question.stage
    if _is_past(case.cycle, stage):
        return no(f"The {CycleStage(stage).label} gate has been passed, so its answers can no longer be changed.")
    return YES


def _withdraw_confirmation(case: Case) -> Verdict:
    confirmation: Confirmation = case.to
    if confirmation.asked_of_id != case.actor.pk:
        return no(f"Only {confirmation.by} can withdraw this confirmation.")
    if confirmation.state != ConfirmationState.GIVEN:
        return no("Only a confirmation that was given can be withdrawn.")
    if _is_past(case.cycle, confirmation.answer.question.stage):
        return no("The gate has been passed on this confirmation, so it can no longer be withdrawn.")
    return _is_live(case)


def may_confirm(adviser: User, answer: Answer) -> Verdict:
    """Whether `adviser` is somebody who may be asked: of the specialism, and not one of those who wrote the answer."""
    confirmer = answer.question.confirmer
    if confirmer.code not in standing(adviser).specialisms:
        return no(f"{adviser} does not advise on {confirmer.name}.")
    if adviser.pk == answer.cycle.lead_id:
        return no(f"{adviser} leads this cycle, so somebody else must confirm its answers.")
    if answer.revisions.filter(author=adviser).exists():
        return no(f"{adviser} wrote part of this answer, so somebody else must confirm it.")
    return YES


def advisers_for(answer: Answer) -> list[User]:
    """Who may be asked to confirm this answer, by name: those whom `may_confirm` lets, in two queries."""
    authors = {answer.cycle.lead_id, *answer.revisions.values_list("author_id", flat=True)}
    return [adviser for adviser in advisers(answer.question.confirmer.code) if adviser.pk not in authors]


def _submit(case: Case) -> Verdict:
    return first_no(_by_team(case), _is_live(case), _is_unsealed(case))


def _withdraw(case: Case) -> Verdict:
    if standing_submission(case.cycle) is None:
        return no("There is no submission to withdraw: nothing is waiting for a decision.")
    return _by_team(case)


def _decide(case: Case) -> Verdict:
    submission: Submission = case.to
    if submission.state != SubmissionState.STANDING:
        return no(f"This gate is not waiting for a decision: submission {submission.number} was {submission.state}.")
    return YES if signer_for(case.actor, submission, case.on) else _why_not_signer(case)


def signer_for(actor: User, submission: Submission, on: date, roster: Roster | None = None) -> Signer | None:
    """How `actor` can sign the current step of this submission on that day, or None."""
    return next((s for s in signers_of(submission, on, roster) if s.user.pk == actor.pk), None)


def signers_of(submission: Submission, on: date, roster: Roster | None = None) -> list[Signer]:
    """Everybody who can sign the current step, the expected decider first."""
    step = current_step(submission)
    if step is None:
        return []
    grades = [later.grade for later in submission.steps.all() if later.position >= step.position]
    return (roster or Roster.on(on)).first_signers(grades, submission.cycle, barred_from(submission))


def asked_to_sign(submission: Submission, on: date) -> list[User]:
    """Who is told that the current step waits: its expected decider, and whoever stands in for them."""
    signers = signers_of(submission, on)
    expected = signers[0].user if signers else None
    return [signer.user for signer in signers if expected in (signer.user, signer.cover_for)]


def _why_not_signer(case: Case) -> Verdict:
    """Separation of duties is told before whose turn it is; it has no exception, superusers included."""
    submission: Submission = case.to
    barred = barred_from(submission)
    if case.actor.pk in barred:
        return no(f"{case.actor} {barred[case.actor.pk]}, so may not decide this gate.")
    for person in covered_by(case.actor, case.on):
        if person.pk in barred:
            return no(f"{person} {barred[person.pk]}, so nobody may decide this gate for them.")
    expected = signers_of(submission, case.on)
    step = current_step(submission)
    if not expected or step is None or step.opened_at is None:
        return no("Nobody can sign this gate now. An administrator of people must name somebody.")
    return no(
        f"This gate is waiting for {expected[0].user}, {grade_name(expected[0].grade)},"
        f" since {day(timezone.localdate(step.opened_at))}."
    )


def _correct(case: Case) -> Verdict:
    """A correction is a new decision that replaces one, by somebody who could sign that step today."""
    decision: Decision = case.to
    if hasattr(decision, "replaced_by"):
        return no("This decision has been replaced already. Correct the newer one.")
    barred = barred_from_correcting(decision)
    if case.actor.pk in barred:
        return no(f"{case.actor} {barred[case.actor.pk]}, so may not correct this decision.")
    signers = correctors_of(decision, case.on)
    if not signers:
        return no("Nobody can correct this now. An administrator of people must name somebody.")
    if case.actor.pk not in {signer.user.pk for signer in signers}:
        return no(
            f"Only {signers[0].user} or another {grade_name(signers[0].grade)} of the directorate can correct this."
        )
    return _correctable(case.cycle, decision)


def correctors_of(decision: Decision, on: date) -> list[Signer]:
    """Everybody who could sign that step today: whoever decided it, while they hold what it takes, is the first."""
    roster, cycle = Roster.on(on), decision.submission.cycle
    signers = roster.signers(decision.grade, cycle, barred_from_correcting(decision))
    return sorted(signers, key=lambda signer: signer.user.pk != decision.decider_id)


def _correctable(cycle: Cycle, decision: Decision) -> Verdict:
    """Only the newest gate can still be corrected, before the team has built on it."""
    if decision.outcome in (Outcome.STOP, Outcome.RETURN):
        return no("Only a pass can be corrected. After a return, submit again; after a stop, start a new cycle.")
    state = decision.submission.state
    if state == SubmissionState.STANDING:
        return YES
    if state != SubmissionState.PASSED:
        return no(f"Submission {decision.submission.number} was {state}, so there is no pass to correct.")
    if cycle.visit != decision.submission.visit + 1 or standing_submission(cycle):
        return no("The cycle has moved on since this decision, so it can no longer be corrected.")
    if hasattr(cycle, "successor"):
        return no(f"The next cycle, {cycle.successor.reference}, has started, so this can no longer be corrected.")
    return YES


def _claim_condition(case: Case) -> Verdict:
    condition: Condition = case.to
    if case.actor.pk != condition.owner_id:
        return no(f"{condition.owner} owns this condition.")
    if condition.state != ConditionState.OPEN:
        return no("This condition is not open.")
    if condition.decision.submission.state != SubmissionState.PASSED:
        return no("This condition does not bind yet: its gate is still waiting for a signature.")
    return YES


def _check_condition(case: Case) -> Verdict:
    condition: Condition = case.to
    if case.actor.pk != condition.verifier_id:
        return no(f"{condition.verifier} checks this condition.")
    if condition.state != ConditionState.CLAIMED:
        return no(f"{condition.owner} has not said yet that this is done.")
    return YES


def _hand_over_condition(case: Case) -> Verdict:
    """Owner and verifier can be renamed by the directorate's managers, so that a leaver never blocks a gate."""
    condition: Condition = case.to
    if condition.state not in (ConditionState.OPEN, ConditionState.CLAIMED):
        return no("This condition is not open.")
    if standing(case.actor).manages(case.cycle.directorate_id):
        return YES
    return no(f"Only managers of {case.cycle.directorate} can do this.")


def _start_next(case: Case) -> Verdict:
    if hasattr(case.cycle, "successor"):
        return no(f"The next cycle has started already: {case.cycle.successor.reference}.")
    if case.cycle.stage == CycleStage.ANALYSE:
        return no("The next cycle can start once this one has left Analyse.")
    return first_no(may_start(case.actor), _by_team_or_manager(case))


def _by_team_or_manager(case: Case) -> Verdict:
    return YES if _by_team(case) else _by_lead_or_manager(case)


RULES: dict[str, Callable[[Case], Verdict]] = {
    "edit": _edit,
    "change_people": _change_people,
    "answer": _answer,
    "add_evidence": _add_evidence,
    "ask_confirmation": _ask_confirmation,
    "record_outside_confirmation": _record_outside_confirmation,
    "answer_confirmation": _answer_confirmation,
    "withdraw_confirmation": _withdraw_confirmation,
    "submit": _submit,
    "withdraw": _withdraw,
    "decide": _decide,
    "correct": _correct,
    "claim_condition": _claim_condition,
    "check_condition": _check_condition,
    "hand_over_condition": _hand_over_condition,
    "start_next": _start_next,
}
