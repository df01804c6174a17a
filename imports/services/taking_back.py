"""Taking an import back while nothing has been built on what it wrote: added rows go, changed ones are as before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from accounts.models import User
from accounts.refusals import Refused
from audit import services as trail
from contracts.models import Agreement, AgreementOutlook, AgreementSupplier, Extension, Lot, Supplier, SupplierName
from contracts.services.agreements import change_agreement, delete_agreements
from cycles.models import Service
from imports.models import ImportRow, ImportState, NameKind, RegisterImport
from imports.policies import may_take_back
from imports.services.locking import lock_rows
from imports.services.snapshots import restored

# What belongs to an agreement or a supplier itself, and goes with it.
OWN = (Lot, Extension, ImportRow, SupplierName)


@dataclass
class TakeBack:
    """What taking an import back does. Each row that stays comes with why."""

    deleted: list[ImportRow] = field(default_factory=list)
    restored: list[ImportRow] = field(default_factory=list)
    kept: list[tuple[ImportRow, str]] = field(default_factory=list)


def plan_take_back(register_import: RegisterImport) -> TakeBack:
    """What would go and what would stay, as the register is now."""
    plan = TakeBack()
    rows = register_import.rows.filter(stored_version__isnull=False, agreement__isnull=False)
    written = list(rows.select_related("agreement"))
    built_on = _named_by(Agreement, [row.agreement_id for row in written if row.before is None])
    for row in written:
        assert row.agreement is not None
        if row.agreement.version != row.stored_version:
            plan.kept.append((row, "it was changed since"))
        elif row.before is not None:
            plan.restored.append(row)
        elif row.agreement.pk in built_on:
            plan.kept.append((row, f"it has {built_on[row.agreement.pk]} now"))
        else:
            plan.deleted.append(row)
    return plan


def take_back(register_import: RegisterImport, *, actor: User, at: datetime) -> TakeBack:
    """Delete what the import added, and set back what it changed. Raises Refused.

    Its own suppliers and services go where nothing else names them. The record keeps what happened, and the numbers of
    deleted agreements are not given again.
    """
    with transaction.atomic():
        fresh = RegisterImport.objects.select_for_update().get(pk=register_import.pk)
        if not (verdict := may_take_back(actor, fresh)):
            raise Refused(verdict.reason)
        _lock(fresh)
        plan = plan_take_back(fresh)
        for row in plan.restored:
            assert row.agreement is not None
            assert row.before is not None
            values, seen = restored(row.before), row.stored_version
            agreement = change_agreement(row.agreement, values, actor=actor, at=at, seen_version=seen)
            # as an earlier file left it, so that one can be taken back too
            earlier = ImportRow.objects.filter(agreement=agreement, stored_version=row.before["version"])
            earlier.update(stored_version=agreement.version)
        agreements = [row.agreement for row in plan.deleted if row.agreement]
        for agreement in agreements:
            facts: dict[str, Any] = {"reference": agreement.reference, "title": agreement.title}
            trail.record(agreement.chain, "agreement_taken_back", actor=actor, at=at, about=agreement, **facts)
        delete_agreements(agreements)
        for supplier in _unused(fresh, NameKind.SUPPLIER, Supplier):
            trail.record(supplier.chain, "supplier_taken_back", actor=actor, at=at, about=supplier, name=supplier.name)
            supplier.delete()
        for service in _unused(fresh, NameKind.SERVICE, Service):
            service.delete()
        counted: dict[str, Any] = {"deleted": len(agreements), "restored": len(plan.restored), "kept": len(plan.kept)}
        trail.record(trail.SYSTEM, "file_taken_back", actor=actor, at=at, about=fresh, file=fresh.file_name, **counted)
        fresh.state, fresh.taken_back_by, fresh.taken_back_at = ImportState.TAKEN_BACK, actor, at
        fresh.save()
        return plan


def _lock(register_import: RegisterImport) -> None:
    """What it wrote, the suppliers that it added, and those that are named again."""
    rows = register_import.rows.filter(agreement__isnull=False)
    before = [plain for plain in rows.values_list("before", flat=True) if plain]
    made = register_import.names.filter(kind=NameKind.SUPPLIER, made__isnull=False).values("made")
    suppliers = {pk for plain in before for pk, _ in plain["suppliers"]}
    suppliers |= set(Supplier.objects.filter(pk__in=made).values_list("pk", flat=True))
    lock_rows(set(rows.values_list("agreement", flat=True)), suppliers)


Row = TypeVar("Row", bound=models.Model)


def _unused(register_import: RegisterImport, kind: str, model: type[Row]) -> list[Row]:
    """What the import added of a kind, as far as nothing names it."""
    made = register_import.names.filter(kind=kind, made__isnull=False).values_list("made", flat=True)
    rows = list(model._default_manager.filter(pk__in=list(made)))
    named = _named_by(model, [row.pk for row in rows])
    return [row for row in rows if row.pk not in named]


def _named_by(model: type[models.Model], pks: Iterable[int | None]) -> dict[int, str]:
    """Which of these rows something else refers to, and what: "a variation". One statement for each relation."""
    named: dict[int, str] = {}
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in OWN or (model is Agreement and other in (AgreementSupplier, AgreementOutlook)):
            continue
        name = relation.field.name
        for pk in other._base_manager.filter(**{f"{name}__in": list(pks)}).values_list(name, flat=True):
            named.setdefault(pk, f"a {other._meta.verbose_name}")
    return named
