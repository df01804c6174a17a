"""Rules of a gate: who submits, who decides, who corrects. Separation of duties has no exception."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from accounts.models import User
from accounts.roles import GRADES, covered_people
from accounts.verdict import YES, Verdict, first_no, no
from approvals.models import Decision, Outcome, PendingSigner, Submission, SubmissionState
from approvals.selectors.signing import (
    Roster,
    Signer,
    barred_from,
    barred_from_correcting,
    current_step,
    grade_name,
    signers_of,
)
from cycles.models import Cycle
from cycles.policies.case import Case, by_team, is_live, is_unsealed
from cycles.selectors.visibility import not_visible_among
from ui.wording import day


def submit(case: Case) -> Verdict:
    return first_no(by_team(case), is_live(case), is_unsealed(case))


def withdraw(case: Case) -> Verdict:
    if case.cycle.sealed_at is None:
        return no("There is no submission to withdraw: nothing is waiting for a decision.")
    return by_team(case)


def decide(case: Case) -> Verdict:
    """Separation of duties comes before who is expected to sign; it has no exception, superusers included."""
    submission: Submission = case.to
    if submission.state != SubmissionState.PENDING:
        return no(f"This gate is not waiting for a decision: submission {submission.number} was {submission.state}.")
    roster = Roster.of(submission.cycle, case.on)
    signers = signers_of(submission, case.on, roster)
    for signer in signers:
        if signer.user.pk == case.actor.pk:
            return Verdict(True, rests_on=signer)
    barred = barred_from(submission)
    if case.actor.pk in barred:
        return no(f"{case.actor} {barred[case.actor.pk]}, so may not decide this gate.")
    for person in covered_people(case.actor, case.on):
        if person.pk in barred:
            return no(f"{person} {barred[person.pk]}, so nobody may decide this gate for them.")
    return no(_waits_for(submission, signers, roster, case, barred))


def _waits_for(
    submission: Submission, signers: Sequence[Signer], roster: Roster, case: Case, barred: Mapping[int, str]
) -> str:
    """Whom the gate waits for, since when and until when, for somebody who may not sign; and if and when they may."""
    step = current_step(submission)
    if not signers or step is None or step.opened_at is None:
        return "Nobody can sign this gate now. An administrator of people must name somebody."
    due = f", due {day(step.due)}" if step.due else ""
    waits = (
        f"This gate is waiting for {signers[0].user}, {grade_name(signers[0].grade)},"
        f" since {day(timezone.localdate(step.opened_at))}{due}."
    )
    above = roster.next_grade(signers, submission.cycle, barred)
    if step.escalates_on is None or case.actor.pk not in {signer.user.pk for signer in above}:
        return waits
    if step.is_escalated(case.on):
        return f"{waits} You may not sign in their place: a later signature needs you."
    return f"{waits} From {day(step.escalates_on)} the next grade may sign in their place."


def signer_for(actor: User, submission: Submission, today: date, roster: Roster | None = None) -> Signer | None:
    """How `actor` can sign the current step of this submission on that day, or None."""
    return next((signer for signer in signers_of(submission, today, roster) if signer.user.pk == actor.pk), None)


def escalation_recipients(submission: Submission, signers: Sequence[PendingSigner], roster: Roster) -> list[User]:
    """Who is notified that a gate waits too long: the grade above its signer, without those who may not decide."""
    place = GRADES.index(signers[0].grade) + 1 if signers else len(GRADES)
    above = roster.managers.get((submission.cycle.directorate_id, GRADES[place]), []) if place < len(GRADES) else []
    excluded = {*barred_from(submission), *(signer.user_id for signer in signers)}
    return [user for user in above if user.pk not in excluded]


def correct(case: Case) -> Verdict:
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
    return correctable(case.cycle, decision, case.actor, case.on)


def correctors_of(decision: Decision, today: date) -> list[Signer]:
    """Everybody who could sign that step today: whoever decided it, while they hold what it takes, is the first."""
    cycle = decision.submission.cycle
    signers = Roster.of(cycle, today).signers(decision.grade, cycle, barred_from_correcting(decision))
    return sorted(signers, key=lambda signer: signer.user.pk != decision.decider_id)


def correctable(cycle: Cycle, decision: Decision, actor: User, today: date) -> Verdict:
    """Only the newest gate can still be corrected, before the team has built on it."""
    if decision.outcome in (Outcome.STOP, Outcome.RETURN):
        return no("Only a pass can be corrected. After a return, submit again; after a stop, start a new cycle.")
    state = decision.submission.state
    if state == SubmissionState.PENDING:
        return YES
    if state != SubmissionState.PASSED:
        return no(f"Submission {decision.submission.number} was {state}, so there is no pass to correct.")
    if cycle.visit != decision.submission.visit + 1 or cycle.sealed_at:
        return no("The cycle has moved on since this decision, so it can no longer be corrected.")
    if hasattr(cycle, "successor"):
        successor = "The next cycle"
        if not not_visible_among(actor, [cycle.successor], today):
            successor += f", {cycle.successor.reference},"
        return no(f"{successor} has started, so this can no longer be corrected.")
    return YES


ACTIONS = {
    "submit": submit,
    "withdraw": withdraw,
    "decide": decide,
    "correct": correct,
}
