"""Rules of a cycle's own values, people and dates."""

from __future__ import annotations

from datetime import date

from accounts.models import RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, first_no, no
from cycles.models import Cycle, CycleStage
from cycles.policies.case import Case, by_lead_or_manager, by_team, by_team_or_manager, is_live, is_unsealed
from cycles.selectors.visibility import not_visible_among, whom_to_ask


def may_start(actor: User) -> Verdict:
    roles = roles_of(actor)
    if roles.has(RoleKind.COMMISSIONER) or roles.has(RoleKind.MANAGER):
        return YES
    return no("Only commissioners and managers start cycles.")


def start_next(case: Case) -> Verdict:
    if hasattr(case.cycle, "successor"):
        return no(started_already(case.actor, case.cycle, case.on))
    if case.cycle.stage == CycleStage.ANALYSE:
        return no("The next cycle can start once this one has left Analyse.")
    return first_no(may_start(case.actor), by_team_or_manager(case))


def started_already(actor: User, cycle: Cycle, today: date) -> str:
    """Why a cycle that has a successor can't have another."""
    if not not_visible_among(actor, [cycle.successor], today):
        return f"The next cycle has started already: {cycle.successor.reference}."
    return f"The next cycle has started already. Ask {whom_to_ask(cycle.successor, cycle, today)} about it."


def edit(case: Case) -> Verdict:
    return first_no(by_team(case), is_live(case), is_unsealed(case))


def plan_dates(case: Case) -> Verdict:
    """A pack seals no dates, so they may change while a gate is waiting."""
    return first_no(by_team_or_manager(case), is_live(case))


def change_people(case: Case) -> Verdict:
    """While a gate waits the people stay, but a lead who has left must not hold it up: a manager names another."""
    lead_has_left = case.cycle.sealed_at is not None and not case.cycle.lead.is_active
    return first_no(by_lead_or_manager(case), is_live(case), YES if lead_has_left else is_unsealed(case))


ACTIONS = {
    "edit": edit,
    "change_people": change_people,
    "plan_dates": plan_dates,
    "start_next": start_next,
}
