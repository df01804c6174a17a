"""The arguments of a rule, and the conditions from which the rules of all apps are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from ui.wording import day


@dataclass(frozen=True)
class Case:
    """The arguments of a rule: may `actor` act on `cycle` on the day `on`; `to` is the row of the cycle, if any."""

    actor: User
    cycle: Cycle
    on: date
    to: Any = None


def on_team(user: User, cycle: Cycle) -> bool:
    return user.pk == cycle.lead_id or user.pk in cycle.team_ids


def lead_or_replacement(cycle: Cycle) -> str:
    """Whom to ask, in words: the lead, or who is asked in their place once they have left."""
    if cycle.lead.is_active:
        return f"{cycle.lead}, the lead commissioner"
    manages = roles_of(cycle.sponsor).manages(cycle.directorate_id)
    who = f"{cycle.sponsor}, the sponsor" if manages else f"a manager of {cycle.directorate}"
    return f"{who}, to name another lead: {cycle.lead} has left"


def by_team(case: Case) -> Verdict:
    if on_team(case.actor, case.cycle):
        return YES
    if not case.cycle.lead.is_active and roles_of(case.actor).manages(case.cycle.directorate_id):
        return no(f"Only the team of this cycle can do this. Name another lead: {case.cycle.lead} has left.")
    return no(f"Only the team of this cycle can do this. Ask {lead_or_replacement(case.cycle)}.")


def by_lead(case: Case) -> Verdict:
    if case.actor.pk == case.cycle.lead_id:
        return YES
    if not case.cycle.lead.is_active:
        return no(f"Only the lead can do this. Ask {lead_or_replacement(case.cycle)}.")
    return no(f"Only {case.cycle.lead}, the lead commissioner, can do this.")


def by_lead_or_manager(case: Case) -> Verdict:
    if case.actor.pk == case.cycle.lead_id or roles_of(case.actor).manages(case.cycle.directorate_id):
        return YES
    if not case.cycle.lead.is_active:
        return no(f"Only managers of {case.cycle.directorate} can do this, because {case.cycle.lead} has left.")
    return no(f"Only {case.cycle.lead}, the lead commissioner, and managers of {case.cycle.directorate} can do this.")


def by_team_or_manager(case: Case) -> Verdict:
    return YES if by_team(case) else by_lead_or_manager(case)


def past_stages(cycle: Cycle) -> list[str]:
    """The stages whose gate has been passed."""
    return [stage for stage in LIVE_STAGES if cycle.has_passed(stage)]


def is_live(case: Case) -> Verdict:
    if case.cycle.is_live:
        return YES
    return no(f"This cycle is {CycleStage(case.cycle.stage).label.lower()}, so it can no longer be changed.")


def is_unsealed(case: Case) -> Verdict:
    cycle = case.cycle
    if cycle.sealed_at is None:
        return YES
    return no(
        f"Submission {cycle.sealed_number} to the {CycleStage(cycle.stage).label} gate is waiting for a decision"
        f" since {day(timezone.localdate(cycle.sealed_at))}, so what it holds is read-only."
        " Withdraw it to make changes."
    )
