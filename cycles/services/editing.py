"""Changing a cycle's values, people and restriction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import EllipsisType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.follow_ups import follow_ups
from accounts.models import Division, User
from accounts.refusals import Stale
from cycles.models import Cycle, Running
from cycles.services.arrangements import RECORDED_NAMES, locked_fields
from cycles.services.changing import Change, changing
from cycles.services.participants import renew_restriction
from cycles.services.people_assignment import PeopleInput, assign_people, notify_assigned
from cycles.services.tier import set_tier
from cycles.services.values import CHECKED, drop_decision_maker, value_faults
from principles import figures
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
    "other_routes",
    "legal_regime",
    "regime_route",
    "whole_life_value",
    "vat",
    "yearly_value",
    "key_decision",
    "decision_maker",
    "decision_maker_title",
    "consulting",
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
    """Change any of VALUE_FIELDS; tier and questions follow. Raises Stale if the details were changed meanwhile.

    None leaves an override of the tier as it is, "" removes it. `seen_version` is details_version.
    """
    if tier_override and not tier_override_reason.strip():
        raise ValidationError({"tier_override_reason": "Say why this cycle belongs in another tier"})
    with changing(cycle.pk, actor=actor, action="edit", at=at) as change:
        require_unchanged(change.cycle, seen_version)
        write_details(
            change,
            values,
            ambitions=ambitions,
            divisions=divisions,
            tier_override=tier_override,
            tier_override_reason=tier_override_reason,
        )
        return change.cycle


def write_details(
    change: Change,
    values: Mapping[str, Any],
    *,
    ambitions: Sequence[Ambition] | None = None,
    divisions: Sequence[Division] | None = None,
    tier_override: str | None = None,
    tier_override_reason: str = "",
) -> None:
    """The same within a change of the cycle that holds more; whoever opened it asks the policy of "edit"."""
    fresh = change.cycle
    _require_unlocked(fresh, values)
    before, tier_before = _recorded_values(fresh), fresh.tier
    fresh.details_version += 1
    for field in VALUE_FIELDS:
        if field in values:
            setattr(fresh, field, values[field])
    _keep_fitting(fresh, values)
    if faults := value_faults(fresh.edition, {field: getattr(fresh, field) for field in CHECKED}):
        raise ValidationError(faults)
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


def _require_unlocked(cycle: Cycle, values: Mapping[str, Any]) -> None:
    """Raise ValidationError where `values` say otherwise than the agreement that sets the field."""
    for field, source in locked_fields(cycle).items():
        if field in values and values[field] != getattr(cycle, field):
            raise ValidationError(f"{source} sets the dates of this cycle: change the agreement instead")


def _keep_fitting(cycle: Cycle, changed: Mapping[str, Any]) -> None:
    """Leave out what goes with an earlier route, law or key decision and was not said anew."""
    main = cycle.delivery_route
    if "other_routes" not in changed:
        cycle.other_routes = [code for code in cycle.other_routes if main and code != main.code]
    if "regime_route" not in changed and cycle.regime_route not in cycle.regime_routes:
        cycle.regime_route = None
    drop_decision_maker(cycle)


def require_unchanged(cycle: Cycle, seen_version: int) -> None:
    """Raise Stale if the details were saved meanwhile. Answers have versions of their own and don't count here."""
    if cycle.details_version != seen_version:
        raise Stale("This was changed while you were working on it", row=cycle)


def _recorded_values(cycle: Cycle) -> dict[str, Any]:
    values = {RECORDED_NAMES.get(field, field): getattr(cycle, field) for field in VALUE_FIELDS} | {
        "other_routes": cycle.route_names[1:],
        "tier_flags": figures.flags_in_words(cycle.tier_flags),
        "decision_maker": cycle.get_decision_maker_display(),
        "what_runs_today": cycle.running_name,
        "tier": cycle.tier_name,
        "ambitions": [ambition.name for ambition in cycle.ambitions.all()],
        "divisions": [division.name for division in cycle.divisions.all()],
    }
    for name, value in values.items():
        if isinstance(value, Decimal):
            values[name] = f"£{value:,.2f}".removesuffix(".00")
        elif isinstance(value, models.Model):
            values[name] = str(value)
    return values


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
    contract_manager: User | EllipsisType | None = ...,
) -> Cycle:
    """Set lead, sponsor and team, and notify whoever comes or goes.

    `...` leaves the contract manager, None names nobody. What those who go hold stays with them: see
    approvals/services/handing_over.py.
    """
    people = PeopleInput(lead, sponsor, team, contract_manager, reason)
    with changing(cycle.pk, actor=actor, action="change_people", at=at) as change:
        require_unchanged(change.cycle, seen_version)
        notify_assigned(change, assign_people(change, people))
        return change.cycle


def restrict(cycle: Cycle, *, restricted: bool, reason: str, actor: User, at: datetime) -> Cycle:
    """Restrict the cycle to those whom `cycles.selectors.visibility` admits, or lift the restriction."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why"})
    with changing(cycle.pk, actor=actor, action="change_people", at=at) as change:
        if change.cycle.restricted != restricted:
            change.cycle.restricted = restricted
            renew_restriction(change.cycle)
            change.record("cycle_restricted" if restricted else "cycle_opened_to_all", reason=reason.strip())
            for follow_up in [] if restricted else follow_ups("restriction_lifted"):
                follow_up(change)
        return change.cycle
