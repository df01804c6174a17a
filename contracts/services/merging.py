"""Making two suppliers that are one into one, and undoing it while nothing was built on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.refusals import Refused, Stale
from audit import services as trail
from audit.models import Event
from contracts.models import Agreement, AgreementSupplier, Supplier, SupplierName, Waiver
from contracts.services.changing import AgreementChange, save_agreement
from contracts.services.suppliers import (
    FIELDS,
    GONE,
    NAMED,
    SupplierInput,
    clean_values,
    lock_agreements_of,
    recorded_supplier,
    require_keeper,
    store_supplier,
)

MERGED, UNMERGED = "supplier_merged", "supplier_unmerged"
NOT_MERGED = "This supplier is not merged into another."


@dataclass(frozen=True)
class MergeInput:
    """The supplier that stays, the one merged into it, what is known of both, and the versions that were seen."""

    kept: Supplier
    merged: Supplier
    values: SupplierInput
    kept_version: int
    merged_version: int


def merge_suppliers(merge: MergeInput, *, actor: User, at: datetime) -> Supplier:
    """Everything that names the merged supplier names the kept one from now on; the merged one leads on to it.

    Raises Refused, ValidationError, or Stale where one of the two was changed or merged since.
    """
    require_keeper(actor)
    if merge.kept.pk == merge.merged.pk:
        raise ValidationError("Select two suppliers: one can’t be merged into itself")
    facts = clean_values(merge.values)
    with transaction.atomic():
        agreements = lock_agreements_of(merge.merged)
        waivers = list(Waiver.objects.select_for_update().filter(supplier=merge.merged).order_by("pk"))
        kept, merged = _lock_both(merge)
        named = set(merged.agreements_held.values_list("agreement", flat=True)), set(merged.waivers.values_list("pk"))
        if named != ({row.pk for row in agreements}, {(row.pk,) for row in waivers}):
            raise Stale("An agreement was changed while you were working on it", row=kept)
        before, facts_before = recorded_supplier(kept), {name: getattr(kept, name) for name in FIELDS}
        moved, doubled = _move_rows(merged, kept)
        Waiver.objects.filter(pk__in=[waiver.pk for waiver in waivers]).update(supplier=kept)
        merged_before = Supplier.objects.filter(merged_into=merged)
        earlier = list(merged_before.values_list("pk", flat=True))
        merged_before.update(merged_into=kept)
        added, removed = _store_names(kept, merged, facts)
        for name, value in facts.items():
            setattr(kept, name, value)
        store_supplier(kept)
        merged.merged_into, merged.version = kept, merged.version + 1
        merged.save()
        _renew_agreements(agreements, "agreement_supplier_merged", kept, merged, actor, at)
        _record_waivers(waivers, merged, kept, actor, at)
        names: dict[str, Any] = {"name": kept.name, "merged": merged.name}
        undo = {
            "kept": kept.pk,
            "version": kept.version,
            "values": facts_before,
            "moved": moved,
            "doubled": doubled,
            "waivers": [waiver.pk for waiver in waivers],
            "earlier": earlier,
            "names_added": added,
            "names_removed": removed,
            "held": _named_by(kept),
        }
        after = recorded_supplier(kept)
        changed = [name for name in after if before[name] != after[name]]
        sides: dict[str, Any] = {
            "before": {key: before[key] for key in changed},
            "after": {key: after[key] for key in changed},
        }
        trail.record(kept.chain, MERGED, actor=actor, at=at, about=kept, **names, **sides)
        trail.record(merged.chain, MERGED, actor=actor, at=at, about=merged, **names, undo=undo)
        return kept


def unmerge_supplier(merged: Supplier, *, actor: User, at: datetime) -> Supplier:
    """Give a merged supplier back what was its own. Raises Refused, with the reason where something was built on it."""
    require_keeper(actor)
    with transaction.atomic():
        undo = last_merge(merged)
        if undo is None:
            raise Refused(NOT_MERGED)
        rows = Agreement.objects.select_for_update(of=("self",), no_key=True).select_related(*NAMED)
        moved_in = {pk for pk, _ in undo["moved"]} | {pk for pk, *_ in undo["doubled"]}
        agreements = list(rows.filter(pk__in=moved_in).order_by("pk"))
        waivers = list(Waiver.objects.select_for_update().filter(pk__in=undo["waivers"]).order_by("pk"))
        keys = sorted((merged.pk, undo["kept"]))
        locked = {row.pk: row for row in _locked_suppliers(keys)}
        if len(locked) < 2:
            raise Refused(GONE)
        fresh, kept = locked[merged.pk], locked[undo["kept"]]
        if reason := _built_on(fresh, kept, undo):
            raise Refused(reason)
        AgreementSupplier.objects.filter(pk__in=[row for _, row in undo["moved"]]).update(supplier=fresh)
        AgreementSupplier.objects.bulk_create(
            AgreementSupplier(agreement_id=agreement, supplier=fresh, lot_id=lot) for agreement, lot in undo["doubled"]
        )
        Waiver.objects.filter(pk__in=undo["waivers"]).update(supplier=fresh)
        Supplier.objects.filter(pk__in=undo["earlier"]).update(merged_into=fresh)
        SupplierName.objects.filter(pk__in=undo["names_added"]).delete()
        SupplierName.objects.bulk_create(
            SupplierName(supplier=kept, name=name, key=key, until=until) for name, key, until in undo["names_removed"]
        )
        for name, value in clean_values(SupplierInput(**undo["values"])).items():
            setattr(kept, name, value)
        store_supplier(kept)
        fresh.merged_into = None
        store_supplier(fresh)
        _renew_agreements(agreements, "agreement_supplier_unmerged", kept, fresh, actor, at)
        _record_waivers(waivers, kept, fresh, actor, at)
        for supplier in (kept, fresh):
            facts: dict[str, Any] = {"name": kept.name, "merged": fresh.name}
            trail.record(supplier.chain, UNMERGED, actor=actor, at=at, about=supplier, **facts)
        return fresh


def last_merge(merged: Supplier) -> dict[str, Any] | None:
    """What the record keeps of the last merge of this supplier into another; None where there never was one."""
    event = Event.objects.filter(chain=merged.chain, facts__has_key="undo").order_by("-seq").first()
    return event.facts["undo"] if event else None


def what_was_built_on(merged: Supplier) -> str:
    """Why the merge can't be undone any more, in a sentence; "" while it can."""
    undo = last_merge(merged)
    if undo is None:
        return NOT_MERGED
    return _built_on(merged, Supplier.objects.get(pk=undo["kept"]), undo)


def _built_on(merged: Supplier, kept: Supplier, undo: Mapping[str, Any]) -> str:
    if merged.merged_into_id is None:
        return NOT_MERGED
    if merged.merged_into_id != kept.pk or kept.merged_into_id is not None:
        return "It was merged further since. Undo that first."
    if kept.version != undo["version"]:
        return f"{kept.name} was changed since. Change both by hand."
    if _named_by(kept) != undo["held"]:
        return f"Agreements or waivers of {kept.name} were added or changed since. Change both by hand."
    return ""


def _named_by(kept: Supplier) -> list[list[int]]:
    """The keys of the rows that name a supplier: of its agreements, and of its waivers."""
    rows = AgreementSupplier.objects.filter(supplier=kept).order_by("pk").values_list("pk", flat=True)
    return [list(rows), list(Waiver.objects.filter(supplier=kept).order_by("pk").values_list("pk", flat=True))]


def _locked_suppliers(keys: list[int]) -> list[Supplier]:
    return list(Supplier.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def _lock_both(merge: MergeInput) -> tuple[Supplier, Supplier]:
    rows = {row.pk: row for row in _locked_suppliers(sorted((merge.kept.pk, merge.merged.pk)))}
    if len(rows) < 2:
        raise Refused(GONE)
    kept, merged = rows[merge.kept.pk], rows[merge.merged.pk]
    for row, version in ((kept, merge.kept_version), (merged, merge.merged_version)):
        if row.merged_into_id is not None or row.version != version:
            raise Stale("One of these suppliers was changed while you were working on it", row=row)
    return kept, merged


def _move_rows(merged: Supplier, kept: Supplier) -> tuple[list[list[int]], list[list[int | None]]]:
    """The rows of agreements that name the kept supplier now, and those that did already and are gone."""
    present = set(kept.agreements_held.values_list("agreement", "lot"))
    moved: list[list[int]] = []
    doubled: list[list[int | None]] = []
    gone: list[int] = []
    for row in merged.agreements_held.order_by("pk"):
        if (row.agreement_id, row.lot_id) in present:
            doubled.append([row.agreement_id, row.lot_id])
            gone.append(row.pk)
        else:
            moved.append([row.agreement_id, row.pk])
    AgreementSupplier.objects.filter(pk__in=gone).delete()
    AgreementSupplier.objects.filter(pk__in=[pk for _, pk in moved]).update(supplier=kept)
    return moved, doubled


def _store_names(kept: Supplier, merged: Supplier, facts: Mapping[str, Any]) -> tuple[list[int], list[list[Any]]]:
    """All names of both are names of the kept one; the keys of those that were added, and what was removed."""
    own = {row.key: row for row in kept.other_names.all()}
    removed = []
    if row := own.pop(facts["key"], None):
        removed.append([row.name, row.key, row.until])
        row.delete()
    wanted = {kept.key: SupplierName(name=kept.name, key=kept.key), merged.key: SupplierName(name=merged.name)}
    for other in merged.other_names.all():
        wanted.setdefault(other.key, other)
    added = []
    for key, name in wanted.items():
        if key not in own and key != facts["key"]:
            added.append(SupplierName.objects.create(supplier=kept, name=name.name, key=key, until=name.until).pk)
    return added, removed


def _renew_agreements(
    agreements: list[Agreement], verb: str, kept: Supplier, merged: Supplier, actor: User, at: datetime
) -> None:
    """An event for each agreement that moved, and what follows from its supplier. The caller has locked them."""
    for agreement in agreements:
        change = AgreementChange(agreement, actor, at)
        change.record(verb, about=None, name=kept.name, merged=merged.name)
        save_agreement(agreement, at, actor=actor)


def _record_waivers(waivers: list[Waiver], before: Supplier, after: Supplier, actor: User, at: datetime) -> None:
    for waiver in waivers:
        waiver.supplier, waiver.version = after, waiver.version + 1
        waiver.save(update_fields=["supplier", "version"])
        sides = {"before": {"supplier": before.name}, "after": {"supplier": after.name}}
        facts: dict[str, Any] = {"reference": waiver.reference, "what": waiver.what, **sides}
        trail.record(waiver.chain, "waiver_changed", actor=actor, at=at, about=waiver, **facts)
