"""Rules of the conditions set at gates."""

from __future__ import annotations

from dataclasses import replace

from accounts.policies.credentials import has_confirmed
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from approvals.models import Condition, ConditionState
from approvals.selectors.held_work import HeldWork
from cycles.policies.case import Case, by_lead_or_manager


def claim_condition(case: Case) -> Verdict:
    condition: Condition = case.to
    if case.actor.pk != condition.owner_id:
        return no(f"{condition.owner} owns this condition.")
    if condition.state != ConditionState.OPEN:
        return no("This condition is not open.")
    if not condition.is_binding:
        return no("This condition does not bind yet: its gate is still waiting for a signature.")
    return YES


def check_condition(case: Case) -> Verdict:
    condition: Condition = case.to
    if case.actor.pk != condition.verifier_id:
        return no(f"{condition.verifier} checks this condition.")
    if condition.state != ConditionState.CLAIMED:
        return no(f"{condition.owner} has not said yet that this is done.")
    return has_confirmed(case.actor)


def hand_over_condition(case: Case) -> Verdict:
    """Owner and verifier can be renamed by the directorate's managers, so that a leaver never blocks a gate."""
    condition: Condition = case.to
    if not condition.is_unmet:
        return no("This condition is not open.")
    if roles_of(case.actor).manages(case.cycle.directorate_id):
        return YES
    return no(f"Only managers of {case.cycle.directorate} can do this.")


def hand_over_work(case: Case) -> Verdict:
    """Part of changing the people of a cycle: a lead hands over their own conditions with it, a manager everybody's."""
    held: HeldWork = case.to
    if not isinstance(held.row, Condition):
        return by_lead_or_manager(case)
    if held.row.is_unmet and held.holder.pk == case.actor.pk == case.cycle.lead_id:
        return YES
    return hand_over_condition(replace(case, to=held.row))


ACTIONS = {
    "claim_condition": claim_condition,
    "check_condition": check_condition,
    "hand_over_condition": hand_over_condition,
    "hand_over_work": hand_over_work,
}
