"""Recording waivers and exemptions, changing and withdrawing them, and naming the cycle that ends one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Directorate, User
from accounts.refusals import Refused, Stale
from audit import services as trail
from contracts.models import Agreement, Supplier, Waiver, WaiverKind
from contracts.policies.register import may_change_waiver
from contracts.selectors.visibility import may_see_agreement, visible_services
from contracts.services.changing import recorded
from contracts.services.suppliers import lock_live_suppliers, require_keeper
from cycles.models import Cycle, Service
from cycles.selectors.visibility import may_see
from ui.wording import day


@dataclass(frozen=True)
class WaiverInput:
    """What is said of a waiver or an exemption. None and "" are not known."""

    what: str
    cause: str
    reason: str
    starts: date
    expires: date
    approver: str
    approved_on: date
    directorate: Directorate
    kind: str = WaiverKind.WAIVER
    value: Decimal | None = None
    agreement: Agreement | None = None
    service: Service | None = None
    supplier: Supplier | None = None


COLUMNS = tuple(field.name for field in fields(WaiverInput))


def record_waiver(
    values: WaiverInput, *, ended_by: Cycle | None = None, actor: User, at: datetime, causes: tuple[str, ...] = ()
) -> Waiver:
    """`causes` are the codes that may be given; () for any. Raises Refused, or ValidationError naming the field."""
    require_keeper(actor)
    today = timezone.localdate(at)
    _require_consistent(values, actor, today, causes)
    _require_visible(ended_by, actor, today)
    with transaction.atomic():
        if connection.vendor == "postgresql":  # whoever records at the same time waits for this transaction
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contracts.waiver'))")
        serial = (Waiver.objects.aggregate(last=Max("serial"))["last"] or 0) + 1
        waiver = Waiver(serial=serial, reference=f"W-{serial:04d}", recorded_by=actor, recorded_at=at)
        waiver.ended_by = ended_by
        _set_values(waiver, values)
        waiver.save()
        _record("waiver_added", waiver, actor, at)
        return waiver


def change_waiver(
    waiver: Waiver,
    values: WaiverInput,
    *,
    actor: User,
    at: datetime,
    seen_version: int,
    causes: tuple[str, ...] = (),
) -> Waiver:
    """Raises Refused, Stale, or ValidationError naming the field. Nothing is recorded where nothing changes."""
    with _changing(waiver, actor, seen_version) as fresh:
        allowed = (*causes, fresh.cause) if causes else ()
        _require_consistent(values, actor, timezone.localdate(at), allowed, fresh)
        before = {name: getattr(fresh, name) for name in COLUMNS}
        _set_values(fresh, values)
        if changed := [name for name in COLUMNS if before[name] != getattr(fresh, name)]:
            _save(fresh)
            sides = {
                "before": {name: recorded(before[name]) for name in changed},
                "after": {name: recorded(getattr(fresh, name)) for name in changed},
            }
            _record("waiver_changed", fresh, actor, at, **sides)
        return fresh


def withdraw_waiver(waiver: Waiver, reason: str, *, actor: User, at: datetime, seen_version: int) -> Waiver:
    """It was recorded in error: it stays, and no longer counts."""
    if not reason.strip():
        raise ValidationError({"reason": "Enter why it is withdrawn"})
    with _changing(waiver, actor, seen_version) as fresh:
        fresh.withdrawn_because = reason.strip()
        _save(fresh)
        _record("waiver_withdrawn", fresh, actor, at, reason=reason.strip())
        return fresh


def name_ending_cycle(waiver: Waiver, cycle: Cycle | None, *, actor: User, at: datetime, seen_version: int) -> Waiver:
    """The cycle that puts a proper arrangement in place of the waiver; None where none does yet.

    The record does not name it: it may be restricted, and everybody reads the record of a waiver.
    """
    _require_visible(cycle, actor, timezone.localdate(at))
    with _changing(waiver, actor, seen_version) as fresh:
        before = fresh.ended_by_id
        if before != (cycle.pk if cycle else None):
            fresh.ended_by = cycle
            _save(fresh)
            sides = {
                "before": {"ended_by_a_cycle": before is not None},
                "after": {"ended_by_a_cycle": cycle is not None},
            }
            _record("waiver_ending_named", fresh, actor, at, **sides)
        return fresh


@contextmanager
def _changing(waiver: Waiver, actor: User, seen_version: int) -> Iterator[Waiver]:
    """The waiver's row, locked in a transaction, once the policy was asked and the version compared."""
    with transaction.atomic():
        rows = Waiver.objects.select_for_update(of=("self",))
        fresh = rows.select_related("agreement", "service", "supplier", "directorate").get(pk=waiver.pk)
        if not (verdict := may_change_waiver(actor, fresh)):
            raise Refused(verdict.reason)
        if fresh.version != seen_version:
            raise Stale("This was changed while you were working on it", row=fresh)
        yield fresh


def _require_consistent(
    values: WaiverInput, actor: User, today: date, causes: tuple[str, ...], present: Waiver | None = None
) -> None:
    """What the waiver names already, as it is at `present`, may be invisible to the actor."""
    faults: dict[str, str] = {}
    for name, message in (
        ("what", "Enter what it allows"),
        ("reason", "Enter why it was needed"),
        ("approver", "Enter who approved it"),
    ):
        if not getattr(values, name).strip():
            faults[name] = message
    if not values.cause or (causes and values.cause not in causes):
        faults["cause"] = "Select a cause from the list"
    if values.expires < values.starts:
        faults["expires"] = f"The last day must be on or after the first, {day(values.starts)}"
    if values.approved_on > today:
        faults["approved_on"] = "Enter the day on which it was approved: it can’t be in the future"
    named = (present.agreement, present.service) if present else (None, None)
    if values.agreement and values.agreement != named[0] and not may_see_agreement(actor, values.agreement, today):
        faults["agreement"] = "Enter the reference of an agreement in the register, like A-0147"
    service = values.service
    if service and service != named[1] and not visible_services(actor, today).filter(pk=service.pk).exists():
        faults["service"] = "Select a service from the list"
    if faults:
        raise ValidationError(faults)


def _require_visible(cycle: Cycle | None, actor: User, today: date) -> None:
    if cycle and not may_see(actor, cycle, today):
        raise ValidationError({"ended_by": "Select a cycle from the list"})


def _set_values(waiver: Waiver, values: WaiverInput) -> None:
    """A supplier that was merged into another since it was chosen stands for that one."""
    for name in COLUMNS:
        setattr(waiver, name, getattr(values, name))
    if values.supplier:
        (live,) = lock_live_suppliers([values.supplier.pk]).values()
        if live != values.supplier.pk:
            waiver.supplier = Supplier.objects.get(pk=live)


def _save(waiver: Waiver) -> None:
    waiver.version += 1
    waiver.save()


def _record(verb: str, waiver: Waiver, actor: User, at: datetime, **facts: Any) -> None:
    facts = {"reference": waiver.reference, "what": waiver.what, **facts}
    trail.record(waiver.chain, verb, actor=actor, at=at, about=waiver, **facts)
