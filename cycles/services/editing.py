"""Changing what a cycle is: its values, how it is delivered, and its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.follow_ups import follow_ups
from accounts.models import Division, User
from accounts.refusals import Stale
from cycles.models import Cycle
from cycles.services.changing import Change, changing, team_of
from cycles.services.participants import renew_participants
from cycles.services.people_assignment import inactive_people, notify_named
from cycles.services.tier import set_tier
from principles.models import Ambition

VALUE_FIELDS = (
    "purpose",
    "need_by",
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
    """Change any of VALUE_FIELDS; tier and questions follow. Raises Stale when the details were changed meanwhile.

    An override of the tier stays as it is unless another is given, or "" for none. `seen_version` is details_version.
    """
    if tier_override and not tier_override_reason.strip():
        raise ValidationError({"tier_override_reason": "Say why this cycle belongs in another tier"})
    with changing(cycle.pk, actor=actor, action="edit", at=at) as change:
        fresh = change.cycle
        require_unchanged(fresh, seen_version)
        before, tier_before = _shown(fresh), fresh.tier
        fresh.details_version += 1
        for field in VALUE_FIELDS:
            if field in values:
                setattr(fresh, field, values[field])
        set_tier(fresh, *_override(fresh, tier_override, tier_override_reason))
        if ambitions is not None:
            fresh.ambitions.set(ambitions)
        if divisions is not None:
            fresh.divisions.set(divisions)
        for follow_up in follow_ups("cycle_values_changed"):
            follow_up(change)
        _record_edit(change, before, tier_before)
        return fresh


def require_unchanged(cycle: Cycle, seen_version: int) -> None:
    """Answers have versions of their own, so the team's work on them makes no form of the details stale."""
    if cycle.details_version != seen_version:
        raise Stale("This was changed while you were working on it", row=cycle)


def _override(cycle: Cycle, override: str | None, reason: str) -> tuple[str, str]:
    if override is not None:
        return override, reason
    return (cycle.tier if cycle.tier_override_reason else ""), cycle.tier_override_reason


def _record_edit(change: Change, before: dict[str, Any], tier_before: str) -> None:
    after = _shown(change.cycle)
    changed = {name: value for name, value in after.items() if before[name] != value}
    if changed:
        change.record("cycle_edited", before={name: before[name] for name in changed}, after=changed)
    if tier_before != change.cycle.tier:
        change.record("tier_changed", tier=change.cycle.tier_name, reason=change.cycle.tier_override_reason)


def _shown(cycle: Cycle) -> dict[str, Any]:
    values = {field: getattr(cycle, field) for field in VALUE_FIELDS} | {
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
    """Name another lead, sponsor or team. Who is newly named is told."""
    faults = inactive_people(lead=lead, sponsor=sponsor, team=team)
    if lead == sponsor:
        faults["sponsor"] = "The sponsor cannot be the lead commissioner: choose somebody else"
    if faults:
        raise ValidationError(faults)
    with changing(cycle.pk, actor=actor, action="change_people", at=at) as change:
        fresh = change.cycle
        require_unchanged(fresh, seen_version)
        named_before = {person.pk for person in team_of(fresh)}
        before = {"lead_id": fresh.lead_id, "sponsor_id": fresh.sponsor_id, "team_ids": sorted(named_before)}
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
        notify_named(
            change,
            team=[person for person in team_of(fresh) if person.pk not in named_before],
            sponsor=None if sponsor.pk == before["sponsor_id"] else sponsor,
        )
        for renew in follow_ups("cycle_people_changed"):
            renew(change)
        if fresh.restricted:
            change.redact()
        return fresh


def restrict(cycle: Cycle, *, restricted: bool, reason: str, actor: User, at: datetime) -> Cycle:
    """Hide the cycle from everybody but its team, managers, advisers asked and auditors; or open it again."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why"})
    with changing(cycle.pk, actor=actor, action="change_people", at=at) as change:
        if change.cycle.restricted != restricted:
            change.cycle.restricted = restricted
            change.record("cycle_restricted" if restricted else "cycle_opened_to_all", reason=reason.strip())
            if restricted:
                change.cycle.save(update_fields=["restricted"])  # who sees it is read from the row
                change.redact()
        return change.cycle
