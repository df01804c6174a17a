"""Adding agreements to the register, changing them, signing and ending them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Directorate, User
from accounts.refusals import Refused
from contracts.models import (
    Agreement,
    AgreementKind,
    AgreementSupplier,
    DeletedNumber,
    Extension,
    ExtensionState,
    Lot,
    Supplier,
)
from contracts.policies.register import may_keep_register
from contracts.services.changing import AgreementChange, changing_agreement, recorded, save_agreement
from contracts.services.derived import DerivedBasis, derived_basis
from contracts.services.outlook import neighbours_of, renew_outlooks
from contracts.services.suppliers import SupplierInput, add_supplier, lock_live_suppliers
from contracts.supplier_names import supplier_key
from cycles.models import Cycle, Service
from cycles.selectors.visibility import may_see
from ui.wording import day


@dataclass(frozen=True)
class LotInput:
    number: str
    title: str = ""
    value: Decimal | None = None


@dataclass(frozen=True)
class SuppliedByInput:
    """A supplier of the whole agreement, or of the lot with this number; one that is new is added with it."""

    supplier: Supplier | SupplierInput
    lot: str = ""


@dataclass(frozen=True)
class ExtensionInput:
    """An option to extend, not decided yet: so many months, or until a day."""

    months: int | None = None
    until: date | None = None
    notice_months: int | None = None
    notice_days: int | None = None
    decided_by: str = ""


@dataclass(frozen=True)
class AgreementInput:
    """What an entry of the register says. None and "" are not known.

    `extensions` are those that are not decided yet, in their order.
    """

    title: str
    kind: str = AgreementKind.CONTRACT
    council_reference: str = ""
    ocid: str = ""
    description: str = ""
    directorate: Directorate | None = None
    service: Service | None = None
    cycle: Cycle | None = None
    framework: Agreement | None = None
    category: str = ""
    route: str = ""
    regime: str = ""
    regime_route: str = ""
    procedure: str = ""
    value: Decimal | None = None
    yearly_value: Decimal | None = None
    vat_not_recoverable: Decimal | None = None
    is_capital: bool = False
    is_signed: bool = True
    signed_on: date | None = None
    start: date | None = None
    first_end: date | None = None
    is_rolling: bool = False
    review_on: date | None = None
    break_from: date | None = None
    notice_months: int | None = None
    notice_days: int | None = None
    contract_manager: User | None = None
    deputy: User | None = None
    risk_class: str = ""
    suppliers: Sequence[SuppliedByInput] = ()
    lots: Sequence[LotInput] = ()
    extensions: Sequence[ExtensionInput] = ()


ROWS = ("suppliers", "lots", "extensions")  # kept in tables of their own
COLUMNS = tuple(field.name for field in fields(AgreementInput) if field.name not in ROWS)
REFERENCES = ("directorate", "service", "cycle", "framework", "contract_manager", "deputy")


@dataclass
class RegisterBatch:
    """What is read once where many agreements are added in one transaction, in which nobody else adds any."""

    basis: DerivedBasis
    next_serial: int


def start_batch(at: datetime) -> RegisterBatch:
    """Nobody else adds agreements until the caller's transaction ends: on PostgreSQL they wait for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contracts.agreement'))")
    given = Agreement.objects.aggregate(last=Max("serial"))["last"] or 0
    deleted = DeletedNumber.objects.aggregate(last=Max("serial"))["last"] or 0
    return RegisterBatch(derived_basis(timezone.localdate(at)), max(given, deleted) + 1)


def record_agreement(
    values: AgreementInput, *, actor: User, at: datetime, batch: RegisterBatch | None = None
) -> Agreement:
    """Add an agreement to the register. Raises Refused, or ValidationError naming the field.

    Whoever adds a batch renews the outlooks of all of them at its end.
    """
    if not (verdict := may_keep_register(actor)):
        raise Refused(verdict.reason)
    today = timezone.localdate(at)
    require_consistent(values, actor, today)
    with transaction.atomic():
        is_alone = batch is None
        batch = batch or start_batch(at)
        serial = batch.next_serial
        batch.next_serial += 1
        agreement = Agreement(serial=serial, reference=f"A-{serial:04d}", added_at=at, changed_at=at)
        for name in COLUMNS:
            setattr(agreement, name, getattr(values, name))
        agreement.save()
        _store_rows(agreement, values, actor, at)
        AgreementChange(agreement, actor, at).record("agreement_added", title=agreement.title)
        save_agreement(agreement, at, actor=actor, basis=batch.basis)
        if is_alone:
            renew_outlooks(today, neighbours_of(agreement))
        return agreement


def change_agreement(
    agreement: Agreement, values: AgreementInput, *, actor: User, at: datetime, seen_version: int | None = None
) -> Agreement:
    """Make the entry say what `values` say; extensions that were decided stay.

    Raises Refused, Stale, or ValidationError naming the field. Nothing is recorded where nothing changes.
    """
    with changing_agreement(agreement, actor=actor, at=at, seen_version=seen_version) as change:
        fresh = change.agreement
        require_consistent(values, actor, change.on, fresh)
        before = recorded_values(fresh)
        for name in COLUMNS:
            setattr(fresh, name, getattr(values, name))
        _store_rows(fresh, values, actor, at)
        after = recorded_values(fresh)
        if changed := [name for name, value in after.items() if before[name] != value]:
            change.record(
                "agreement_changed",
                title=fresh.title,
                before={name: recorded(before[name]) for name in changed},
                after={name: recorded(after[name]) for name in changed},
            )
        return fresh


def require_consistent(values: AgreementInput, actor: User, today: date, agreement: Agreement | None = None) -> None:
    """Raise ValidationError that names the fields that contradict each other."""
    faults: dict[str, str] = {}
    if not values.title.strip():
        faults["title"] = "Enter a title"
    if values.start and values.first_end and values.first_end < values.start:
        faults["first_end"] = f"The end must be on or after the start, {day(values.start)}"
    if values.is_rolling and values.first_end:
        faults["first_end"] = "It goes on until notice is given, so it has no end: clear one of the two"
    if values.signed_on and not values.is_signed:
        faults["signed_on"] = "It is not signed yet, so no day can be given"
    if values.signed_on and values.signed_on > today:
        faults["signed_on"] = "Enter the day on which it was signed: it can't be in the future"
    if values.framework and agreement and values.framework.pk == agreement.pk:
        faults["framework"] = "Select another agreement: it can't be under itself"
    is_new_cycle = values.cycle is not None and (agreement is None or agreement.cycle_id != values.cycle.pk)
    if values.cycle and is_new_cycle and not may_see(actor, values.cycle, today):
        faults["cycle"] = "Select a cycle from the list"
    elif values.cycle and is_new_cycle and values.service and values.cycle.service_id != values.service.pk:
        faults["cycle"] = f"Select a cycle of {values.service}"
    if values.contract_manager and values.contract_manager == values.deputy:
        faults["deputy"] = "Select somebody other than the contract manager"
    numbers = {lot.number for lot in values.lots}
    if unknown := [each.lot for each in values.suppliers if each.lot and each.lot not in numbers]:
        faults["suppliers"] = f"There is no lot {unknown[0]}"
    if faults:
        raise ValidationError(faults)


def recorded_values(agreement: Agreement) -> dict[str, Any]:
    """What the record keeps of an entry: plain values, people by their ids, other rows to be named by `recorded`."""
    values: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(agreement, name)
        if name in ("contract_manager", "deputy"):
            values[f"{name}_id"] = value.pk if value else None
        elif name == "cycle":  # it may be restricted, and everybody reads the register
            values["put_in_place_by_a_cycle"] = value is not None
        else:
            values[name] = value
    suppliers = agreement.supplied_by.select_related("supplier", "lot")
    values["suppliers"] = [str(row) for row in suppliers]
    values["lots"] = [str(row) for row in agreement.lots.all()]
    values["extensions"] = [
        f"until {day(row.until)}" if row.until else f"{row.months} months" for row in agreement.extensions.all()
    ]
    return values


def values_of(agreement: Agreement) -> AgreementInput:
    """The entry as it stands, to be changed in some fields."""
    plain: Mapping[str, Any] = {name: getattr(agreement, name) for name in COLUMNS}
    return AgreementInput(
        **plain,
        suppliers=[
            SuppliedByInput(row.supplier, row.lot.number if row.lot else "")
            for row in agreement.supplied_by.select_related("supplier", "lot")
        ],
        lots=[LotInput(lot.number, lot.title, lot.value) for lot in agreement.lots.all()],
        extensions=[
            ExtensionInput(row.months, row.until, row.notice_months, row.notice_days, row.decided_by)
            for row in agreement.extensions.filter(state=ExtensionState.OPEN)
        ],
    )


def _store_rows(agreement: Agreement, values: AgreementInput, actor: User, at: datetime) -> None:
    """Lots, suppliers and open extensions as the values say; rows that stay the same are kept."""
    is_new = not agreement.version
    wanted_lots = {lot.number: lot for lot in values.lots}
    lots = {} if is_new else {lot.number: lot for lot in agreement.lots.all()}
    if lots.keys() - wanted_lots.keys():
        agreement.lots.exclude(number__in=wanted_lots).delete()
    for number, lot in wanted_lots.items():
        row = lots.get(number) or Lot(agreement=agreement, number=number)
        row.title, row.value = lot.title, lot.value
        row.save()
        lots[number] = row
    live = lock_live_suppliers(each.supplier.pk for each in values.suppliers if isinstance(each.supplier, Supplier))
    added: dict[str, Supplier] = {}
    wanted: dict[tuple[int, int | None], None] = {}
    for each in values.suppliers:
        supplier = each.supplier
        if isinstance(supplier, SupplierInput):  # after those that are locked: names are locked last
            key = supplier_key(supplier.name)
            supplier = added[key] = added.get(key) or add_supplier(supplier, actor=actor, at=at)
        wanted[live.get(supplier.pk, supplier.pk), lots[each.lot].pk if each.lot else None] = None
    for supplied in [] if is_new else list(agreement.supplied_by.all()):
        if (supplied.supplier_id, supplied.lot_id) in wanted:
            del wanted[supplied.supplier_id, supplied.lot_id]
        else:
            supplied.delete()
    AgreementSupplier.objects.bulk_create(
        AgreementSupplier(agreement=agreement, supplier_id=supplier, lot_id=lot) for supplier, lot in wanted
    )
    _store_extensions(agreement, values.extensions, [] if is_new else list(agreement.extensions.all()))


def _store_extensions(agreement: Agreement, wanted: Sequence[ExtensionInput], rows: list[Extension]) -> None:
    """Replace the options that are not decided, if they differ from what is wanted."""
    undecided = [row for row in rows if row.state == ExtensionState.OPEN]
    names = [field.name for field in fields(ExtensionInput)]
    if [[getattr(row, name) for name in names] for row in undecided] == [list(vars(each).values()) for each in wanted]:
        return
    after = max((row.number for row in rows if row.state != ExtensionState.OPEN), default=0)
    agreement.extensions.filter(state=ExtensionState.OPEN).delete()
    Extension.objects.bulk_create(
        Extension(agreement=agreement, number=after + place, **vars(option))
        for place, option in enumerate(wanted, start=1)
    )


def delete_agreements(agreements: Sequence[Agreement]) -> None:
    """Delete locked agreements that should never have been there, in the caller's transaction.

    Only what nothing is built on can go. Their numbers are not given again.
    """
    if agreements:
        DeletedNumber.objects.get_or_create(serial=max(agreement.serial for agreement in agreements))
        Agreement.objects.filter(pk__in=[agreement.pk for agreement in agreements]).delete()
