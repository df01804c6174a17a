"""Changing a cycle's values, people and restriction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.follow_ups import follow_ups
from accounts.models import Division, User
from accounts.refusals import Stale
from cycles.models import Cycle, Running
from cycles.services.changing import changing, team_of
from cycles.services.participants import renew_participants
from cycles.services.people_assignment import inactive_people, notify_assigned
from cycles.services.tier import set_tier
from principles.models import Ambition

VALUE_FIELDS = (
    "purpose",
    "need_by",
    "running",
    "running_ends",
    "running_notice_by",
    "arrangement_ends",
    "extension_notice_by",
    "delivery_route",
    "legal_regime",
    "whole_life_value",
    "yearly_value",
    "key_decision",
    "all_divisions",
    "tier_flags",
)
# The names of values in the record, where the field's own is not plain.
RECORDED_NAMES = {
    "running": "what_runs_today",
    "running_ends": "last_day_of_what_runs",
    "running_notice_by": "last_day_to_give_notice_to_it",
}


def edit_cycle(
    cycle: Cycle,
    values: Mapping[str, Any],
    *,
    actor: User,
    at: datetime,
    seen_version: int,
    ambitions: Sequence[Ambition] | None = None,
    divisions: Sequence[Division] | None = None,
    tier_override: str | None = None,
    tier_override_reason: str = "",
) -> Cycle:
    """Change any of VALUE_FIELDS; tier and questions follow. Raises Stale if the details were changed meanwhile.

    None leaves an override of the tier as it is, "" removes it. `seen_version` is details_version.
    """
    if tier_override and not tier_override_reason.strip():
        raise ValidationError({"tier_override_reason": "Say why this cycle belongs in another tier"})
    with changing(cycle.pk, actor=actor, action="edit", at=at) as change:
        fresh = change.cycle
        require_unchanged(fresh, seen_version)
        before, tier_before = _recorded_values(fresh), fresh.tier
        fresh.details_version += 1
        for field in VALUE_FIELDS:
            if field in values:
                setattr(fresh, field, values[field])
        if fresh.running != Running.ARRANGEMENT:
            fresh.running_ends = fresh.running_notice_by = None
        if tier_override is None:
            tier_override_reason = fresh.tier_override_reason
            tier_override = fresh.tier if tier_override_reason else ""
        set_tier(fresh, tier_override, tier_override_reason)
        if ambitions is not None:
            fresh.ambitions.set(ambitions)
        if divisions is not None:
            fresh.divisions.set(divisions)
        for follow_up in follow_ups("cycle_values_changed"):
            follow_up(change)
        after = _recorded_values(fresh)
        if changed := [name for name, value in after.items() if before[name] != value]:
            change.record(
                "cycle_edited",
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
        if tier_before != fresh.tier:
            change.record("tier_changed", tier=fresh.tier_name, reason=fresh.tier_override_reason)
        return fresh


def require_unchanged(cycle: Cycle, seen_version: int) -> None:
    """Raise Stale if the details were saved meanwhile. Answers have versions of their own and don't count here."""
    if cycle.details_version != seen_version:
        raise Stale("This was changed while you were working on it", row=cycle)


def _recorded_values(cycle: Cycle) -> dict[str, Any]:
    values = {RECORDED_NAMES.get(field, field): getattr(cycle, field) for field in VALUE_FIELDS} | {
        "what_runs_today": cycle.running_name,
        "tier": cycle.tier_name,
        "ambitions": [ambition.name for ambition in cycle.ambitions.all()],
        "divisions": [division.name for division in cycle.divisions.all()],
    }
    return {name: str(value) if isinstance(value, models.Model) else value for name, value in values.items()}


def change_people(
    cycle: Cycle,
    *,
    lead: User,
    sponsor: User,
    team: Sequence[User],
    actor: User,
    at: datetime,
    seen_version: int,
    reason: str = "",
) -> Cycle:
    """Set lead, sponsor and team, and notify whoever is new."""
    faults = inactive_people(lead=lead, sponsor=sponsor, team=team)
    if lead == sponsor:
        faults["sponsor"] = "The sponsor cannot be the lead commissioner: choose somebody else"
    if faults:
        raise ValidationError(faults)
    with changing(cycle.pk, actor=actor, action="change_people", at=at) as change:
        fresh = change.cycle
        require_unchanged(fresh, seen_version)
        team_before = {person.pk for person in team_of(fresh)}
        before = {"lead_id": fresh.lead_id, "sponsor_id": fresh.sponsor_id, "team_ids": sorted(team_before)}
        fresh.lead, fresh.sponsor = lead, sponsor
        fresh.details_version += 1
        fresh.team.set([person for person in team if person != lead])
        renew_participants(fresh)
        after_ids = sorted(person.pk for person in team_of(fresh))
        change.record(
            "people_changed",
            before=before,
            after={"lead_id": lead.pk, "sponsor_id": sponsor.pk, "team_ids": after_ids},
            reason=reason,
        )
        notify_assigned(
            change,
            team=[person for person in team_of(fresh) if person.pk not in team_before],
            sponsor=None if sponsor.pk == before["sponsor_id"] else sponsor,
        )
        for renew in follow_ups("cycle_people_changed"):
            renew(change)
        if fresh.restricted:
            change.redact()
        return fresh


def restrict(cycle: Cycle, *, restricted: bool, reason: str, actor: User, at: datetime) -> Cycle:
    """Restrict the cycle to its team, managers, advisers asked and auditors, or lift the restriction."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why"})
    with changing(cycle.pk, actor=actor, action="change_people", at=at) as change:
        if change.cycle.restricted != restricted:
            change.cycle.restricted = restricted
            change.record("cycle_restricted" if restricted else "cycle_opened_to_all", reason=reason.strip())
            if restricted:
                change.cycle.save(update_fields=["restricted"])  # `redact` reads from the row who may see it
                change.redact()
        return change.cycle
