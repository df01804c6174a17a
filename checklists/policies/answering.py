"""Rules of answers, evidence and confirmations."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from accounts.policies.credentials import has_confirmed
from accounts.roles import advisers, roles_of
from accounts.verdict import YES, Verdict, first_no, no
from checklists.models import Answer, AnswerRevision, AnswerState, Confirmation, ConfirmationState, SupersededBecause
from cycles.models import CycleStage
from cycles.policies.case import Case, by_lead, by_lead_or_manager, by_team, is_live, is_unsealed, lead_or_replacement
from cycles.selectors.people import owns_condition

NOT_ASKED_AGAIN: dict[str, str] = {
    ConfirmationState.GIVEN: "has confirmed this answer already.",
    ConfirmationState.REFUSED: "did not confirm this answer. Change it before you ask again.",
    ConfirmationState.WITHDRAWN: "withdrew the confirmation of this answer. Change it before you ask again.",
}


def answer_is_open(case: Case) -> Verdict:
    answer: Answer = case.to
    at_the_gate = answer.question.stage == case.cycle.stage
    return first_no(is_asked(case, answer), is_unsealed(case) if at_the_gate else YES)


def answer(case: Case) -> Verdict:
    return first_no(by_team(case), is_live(case), answer_is_open(case))


def complete_missing_part(case: Case) -> Verdict:
    """Whoever owns the missing part says that it is done, on the team or not; the answer itself stays the team's."""
    answer: Answer = case.to
    if answer.state != AnswerState.PARTLY_MET or answer.missing_owner is None:
        return no("No part of this answer is missing.")
    if answer.missing_owner_id != case.actor.pk:
        return no(f"{answer.missing_owner} completes the missing part of this answer.")
    if answer.missing_done_at:
        lead = case.cycle.lead
        next_one = f"{lead}, the lead commissioner, looks at it next."
        if not lead.is_active:
            next_one = f"It waits for {lead_or_replacement(case.cycle)}."
        return no(f"You have said that this is done. {next_one}")
    return first_no(is_live(case), answer_is_open(case))


def add_evidence(case: Case) -> Verdict:
    """The team, and whoever owns a condition of the cycle, so that they can show what they did."""
    verdict = by_team(case)
    if not verdict and owns_condition(case.actor, case.cycle):
        verdict = YES
    return first_no(verdict, is_live(case))


def current_confirmation(answer: Answer) -> Confirmation | None:
    return answer.confirmations.exclude(state=ConfirmationState.SUPERSEDED).first()


def confirmable(case: Case, *, outside: bool) -> Verdict:
    answer: Answer = case.to
    confirmer = answer.question.confirmer
    if not answer.question.needs_confirmation(case.cycle.tier):
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
    if confirmation and confirmation.state != ConfirmationState.ASKED:
        return no(f"{confirmation.by} {NOT_ASKED_AGAIN[confirmation.state]}")
    return YES


def ask_confirmation(case: Case) -> Verdict:
    return first_no(answer(case), confirmable(case, outside=False))


def record_outside_confirmation(case: Case) -> Verdict:
    return first_no(by_lead(case), is_live(case), answer_is_open(case), confirmable(case, outside=True))


def answer_confirmation(case: Case) -> Verdict:
    """Give or refuse: the adviser who was asked, while they are asked."""
    confirmation: Confirmation = case.to
    if confirmation.asked_of_id != case.actor.pk:
        return no(f"{confirmation.by} was asked to confirm this.")
    if confirmation.superseded_because == SupersededBecause.ANSWER_CHANGED:
        return no("This confirmation is no longer open: the answer has changed.")
    if confirmation.superseded_because == SupersededBecause.NEW_REQUEST:
        return no("This confirmation is no longer open: a newer request took its place.")
    if confirmation.state != ConfirmationState.ASKED:
        return no(f"This confirmation is no longer open: it was {confirmation.state}.")
    answer = confirmation.answer
    return first_no(is_live(case), is_asked(case, answer), may_confirm(case.actor, answer), has_confirmed(case.actor))


def is_asked(case: Case, answer: Answer) -> Verdict:
    """Whether the gate still asks the answer's question."""
    if answer.set_aside_because:
        return no(f"This question was set aside: {answer.set_aside_because}.")
    stage = answer.question.stage
    if case.cycle.has_passed(stage):
        return no(f"The {CycleStage(stage).label} gate has been passed, so its answers can no longer be changed.")
    return YES


def withdraw_confirmation(case: Case) -> Verdict:
    confirmation: Confirmation = case.to
    if confirmation.asked_of_id != case.actor.pk:
        return no(f"Only {confirmation.by} can withdraw this confirmation.")
    if confirmation.state != ConfirmationState.GIVEN:
        return no("Only a confirmation that was given can be withdrawn.")
    if case.cycle.has_passed(confirmation.answer.question.stage):
        return no("The gate has been passed on this confirmation, so it can no longer be withdrawn.")
    return is_live(case)


def may_confirm(adviser: User, answer: Answer) -> Verdict:
    """Whether `adviser` is somebody who may be asked: of the specialism, and not one of those who wrote the answer."""
    confirmer = answer.question.confirmer
    if confirmer.code not in roles_of(adviser).specialisms:
        return no(f"{adviser} does not advise on {confirmer.name}.")
    if adviser.pk == answer.cycle.lead_id:
        return no(f"{adviser} leads this cycle, so somebody else must confirm its answers.")
    if answer.revisions.filter(author=adviser).exists():
        return no(f"{adviser} wrote part of this answer, so somebody else must confirm it.")
    return YES


def advisers_for(answer: Answer, revisions: Iterable[AnswerRevision] | None = None) -> list[User]:
    """Who may be asked to confirm this answer, by name: those whom `may_confirm` lets. Two queries, one less with its
    revisions.
    """
    authors = {revision.author_id for revision in (answer.revisions.all() if revisions is None else revisions)}
    found = advisers(answer.question.confirmer.code)
    return [adviser for adviser in found if adviser.pk not in authors and adviser.pk != answer.cycle.lead_id]


def record_exception(case: Case) -> Verdict:
    return first_no(by_lead_or_manager(case), is_live(case), is_unsealed(case))


def publish_answers(case: Case) -> Verdict:
    """To councillors, or take them back; `to` is the stage. After the gate, also of a cycle that has ended."""
    stage = CycleStage(case.to)
    passed = YES if case.cycle.has_passed(stage) else no(f"The {stage.label} gate has not been passed yet.")
    return first_no(by_lead(case), passed)


ACTIONS = {
    "answer": answer,
    "complete_missing_part": complete_missing_part,
    "add_evidence": add_evidence,
    "ask_confirmation": ask_confirmation,
    "record_outside_confirmation": record_outside_confirmation,
    "answer_confirmation": answer_confirmation,
    "withdraw_confirmation": withdraw_confirmation,
    "record_exception": record_exception,
    "publish_answers": publish_answers,
}
