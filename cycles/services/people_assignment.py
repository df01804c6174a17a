"""Assigning the people of a cycle: they must be active, and whoever comes or goes is notified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from django.core.exceptions import ValidationError

from accounts.follow_ups import follow_ups
from accounts.models import User
from accounts.roles import roles_of
from cycles.models import Cycle
from cycles.services.changing import Change, team_of
from cycles.services.participants import renew_participants


@dataclass(frozen=True)
class PeopleInput:
    """The people of a cycle as entered. `...` leaves the contract manager, None names nobody."""

    lead: User
    sponsor: User
    team: Sequence[User] = ()
    contract_manager: User | EllipsisType | None = ...
    reason: str = ""


@dataclass(frozen=True)
class FormerPeople:
    """The people of a cycle before a change; of a new cycle nobody."""

    lead: User | None = None
    sponsor: User | None = None
    team: Sequence[User] = ()
    contract_manager: User | None = None

    @classmethod
    def of(cls, cycle: Cycle) -> FormerPeople:
        return cls(cycle.lead, cycle.sponsor, list(cycle.team.all()), cycle.contract_manager)

    def leaving(self, lead: User, team: Iterable[User]) -> list[User]:
        """Who hands over: the lead before, also where they stay on the team, and who is no longer on it."""
        staying = {lead, *team}
        former_lead = [self.lead] if self.lead and self.lead != lead else []
        return [*former_lead, *(person for person in self.team if person not in staying)]


def inactive_people(*, lead: User, sponsor: User, team: Iterable[User]) -> dict[str, str]:
    """Errors by field for people who can no longer sign in."""
    named = {"lead": [lead], "sponsor": [sponsor], "team": list(team)}
    return {
        field: f"{person} can no longer sign in: choose somebody else"
        for field, people in named.items()
        for person in people
        if not person.is_active
    }


def assign_people(change: Change, people: PeopleInput) -> FormerPeople:
    """Set and record the people of the changed cycle, and bring up to date what follows from them.

    Returns who they were, for `notify_assigned`. Raises ValidationError naming the field.
    """
    cycle = change.cycle
    if faults := _faults(cycle, people):
        raise ValidationError(faults)
    former = FormerPeople.of(cycle)
    before = _recorded(cycle)
    cycle.lead, cycle.sponsor = people.lead, people.sponsor
    if not isinstance(people.contract_manager, EllipsisType):
        cycle.contract_manager = people.contract_manager
    cycle.details_version += 1
    cycle.team.set([person for person in people.team if person != people.lead])
    cycle.__dict__.pop("team_ids", None)
    renew_participants(cycle)
    change.record("people_changed", before=before, after=_recorded(cycle), reason=people.reason)
    for renew in follow_ups("cycle_people_changed"):
        renew(change)
    return former


def notify_assigned(
    change: Change, former: FormerPeople, *, with_lead: str = "", moved: Mapping[int, str] | None = None
) -> None:
    """Notify whoever has become something in the cycle, and whoever no longer is.

    `with_lead` says what comes to a new lead besides, `moved` by person what went from them to whom.
    """
    cycle, moved, team = change.cycle, moved or {}, list(change.cycle.team.all())

    def notify(kind: str, person: User | None, **facts: Any) -> None:
        if person:
            occasion, address = f"named:{cycle.pk}:{cycle.details_version}", cycle.get_absolute_url()
            change.notify(kind, [person], about=cycle, occasion=occasion, address=address, **facts)

    if former.lead != cycle.lead:
        if with_lead:
            notify("lead_handed_over", cycle.lead, work=with_lead)
        else:
            notify("lead_named", cycle.lead)
        if former.lead:
            standing = "you stay on the team" if former.lead in team else "you are no longer on the team"
            facts = {"lead": cycle.lead.name, "standing": standing, "moved": moved.get(former.lead.pk, "")}
            notify("lead_replaced", former.lead, **facts)
    for person in team:
        if person not in (former.lead, *former.team):
            notify("team_joined", person)
    for person in former.team:
        if person not in (cycle.lead, *team):
            notify("team_left", person, moved=moved.get(person.pk, ""))
    if former.sponsor != cycle.sponsor:
        notify("sponsor_named", cycle.sponsor)
        notify("sponsor_replaced", former.sponsor, sponsor=cycle.sponsor.name)
    if former.contract_manager != cycle.contract_manager:
        notify("contract_manager_named", cycle.contract_manager)
        notify("contract_manager_replaced", former.contract_manager)


def _faults(cycle: Cycle, people: PeopleInput) -> dict[str, str]:
    faults = inactive_people(lead=people.lead, sponsor=people.sponsor, team=people.team)
    if people.lead == people.sponsor:
        faults["sponsor"] = "The sponsor cannot be the lead commissioner: choose somebody else"
    manager = people.contract_manager
    if isinstance(manager, User) and not roles_of(manager).is_officer:
        faults["contract_manager"] = f"{manager} is no officer who can sign in: choose somebody else"
    if cycle.sealed_at:
        if people.sponsor != cycle.sponsor and cycle.sponsor.is_active:
            faults["sponsor"] = "The sponsor cannot change while the gate is waiting for a decision"
        if not isinstance(manager, EllipsisType) and manager != cycle.contract_manager:
            faults["contract_manager"] = "The contract manager cannot change while the gate is waiting for a decision"
    return faults


def _recorded(cycle: Cycle) -> dict[str, Any]:
    return {
        "lead_id": cycle.lead_id,
        "sponsor_id": cycle.sponsor_id,
        "team_ids": sorted(person.pk for person in team_of(cycle)),
        "contract_manager_id": cycle.contract_manager_id,
    }
