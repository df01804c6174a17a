"""Who may do what to a cycle, and why not. One rule an action; every change and every button asks here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.models import User
from accounts.verdict import Verdict, no
from cycles.models import Cycle
from cycles.policies import conditions, deciding, working
from cycles.policies.case import Case, on_team, past_stages
from cycles.policies.deciding import correctors_of, escalation_recipients, signer_for
from cycles.policies.reading import may_read_evidence, may_read_work
from cycles.policies.working import advisers_for, current_confirmation, may_confirm, may_start
from cycles.queries.passing import pending_submission
from cycles.queries.signing import signers_of
from cycles.queries.visible import may_see

__all__ = [
    "RULES",
    "Case",
    "advisers_for",
    "correctors_of",
    "current_confirmation",
    "escalation_recipients",
    "may",
    "may_confirm",
    "may_read_evidence",
    "may_read_work",
    "may_start",
    "on_team",
    "past_stages",
    "pending_submission",
    "signer_for",
    "signers_of",
]


def may(action: str, actor: User, cycle: Cycle, on: date, to: Any = None) -> Verdict:
    """The verdict on one action. Raises KeyError for an action without a rule."""
    rule = RULES[action]
    if not actor.is_active:
        return no("Your account is not active.")
    if cycle.restricted and not may_see(actor, cycle, on):
        return no("There is no such cycle.")
    return rule(Case(actor, cycle, on, to))


RULES: dict[str, Callable[[Case], Verdict]] = {
    "edit": working.edit,
    "change_people": working.change_people,
    "plan_dates": working.plan_dates,
    "answer": working.answer,
    "add_evidence": working.add_evidence,
    "ask_confirmation": working.ask_confirmation,
    "record_outside_confirmation": working.record_outside_confirmation,
    "answer_confirmation": working.answer_confirmation,
    "withdraw_confirmation": working.withdraw_confirmation,
    "submit": deciding.submit,
    "withdraw": deciding.withdraw,
    "decide": deciding.decide,
    "correct": deciding.correct,
    "claim_condition": conditions.claim_condition,
    "check_condition": conditions.check_condition,
    "hand_over_condition": conditions.hand_over_condition,
    "nudge": working.nudge,
    "start_next": working.start_next,
}
