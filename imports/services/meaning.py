"""What a row wants an agreement to say, and how that differs from what the register says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from contracts.models import Agreement, AgreementKind, ExtensionState, Procedure, Supplier
from contracts.services.agreements import AgreementInput, ExtensionInput, LotInput, SuppliedByInput, values_of
from cycles.models import Service
from imports.models import NameKind
from imports.register_files.fields import RegisterField
from imports.register_files.results import ReadValue
from imports.register_files.values import ColumnFacts, read_value
from imports.services.names import MeantName, NameBook
from ui.wording import counted, day, listed, money

DAYS = ("start", "first_end", "review_on", "signed_on")
MONEY = ("value", "yearly_value", "vat_not_recoverable")
AS_THEY_ARE = (
    "title",
    "council_reference",
    "ocid",
    "description",
    "kind",
    "route",
    "regime",
    "regime_route",
    "procedure",
    "risk_class",
    "notice_months",
    "notice_days",
    "is_rolling",
)
TEXTS = {
    "title": RegisterField.TITLE,
    "council_reference": RegisterField.REFERENCE,
    "description": RegisterField.DESCRIPTION,
    "risk_class": RegisterField.RISK_CLASS,
}
LABELS = {
    "council_reference": "Reference",
    "ocid": "Open Contracting ID",
    "first_end": "End",
    "is_rolling": "Goes on until notice is given",
    "review_on": "Review",
    "signed_on": "Signed on",
    "vat_not_recoverable": "VAT that can’t be recovered",
    "yearly_value": "Value a year",
    "notice_months": "Notice in months",
    "notice_days": "Notice in days",
    "regime": "Legal regime",
    "procedure": "Quotation or tender",
}


class RowChange(NamedTuple):
    """One field of the register that a row changes, in words."""

    field: str
    before: str
    after: str


class Wanted(NamedTuple):
    """What a row says, typed; nothing stands for what it does not say. Suppliers and services may be new ones."""

    columns: dict[str, Any]
    service: MeantName | None
    suppliers: list[tuple[MeantName, str]]
    extensions: list[tuple[int | None, date | None]]
    made_up_title: str = ""  # for a new agreement, where the row has no title


def wanted_of(values: Mapping[str, Any], names: NameBook) -> Wanted:
    """The values of a row with what its names stand for."""
    columns: dict[str, Any] = {name: values[name] for name in AS_THEY_ARE if values.get(name) not in (None, "")}
    columns |= {name: date.fromisoformat(values[name]) for name in DAYS if values.get(name)}
    columns |= {name: Decimal(values[name]) for name in MONEY if values.get(name) is not None}
    for column, kind in (("directorate", NameKind.DIRECTORATE), ("contract_manager", NameKind.MANAGER)):
        if found := names.found(kind, values.get(column, "")):
            columns[column] = found
    suppliers = [(names.meant(NameKind.SUPPLIER, name), lot) for name, lot in values.get("suppliers", [])]
    extensions = [
        (months, date.fromisoformat(until) if until else None) for months, until in values.get("extensions", [])
    ]
    service = names.meant_service(values)
    named = [each for each in suppliers if each[0]]
    return Wanted(columns, service, named, extensions, values.get("made_up_title", ""))  # type: ignore[arg-type]


def changes_of(agreement: Agreement, wanted: Wanted) -> list[RowChange]:
    """What the row changes in the agreement, field by field. What the row does not say stays."""
    changes = []
    for name, value in _changed_columns(agreement, wanted).items():
        label = LABELS.get(name) or name.replace("_", " ").capitalize()
        changes.append(RowChange(label, in_words(name, getattr(agreement, name)), in_words(name, value)))
    if wanted.service and (wanted.service.pk is None or wanted.service.pk != agreement.service_id):
        changes.append(RowChange("Service", str(agreement.service or "nothing"), wanted.service.name))
    if change := _suppliers_change(agreement, wanted):
        changes.append(change)
    if change := _extensions_change(agreement, wanted):
        changes.append(change)
    return changes


def _changed_columns(agreement: Agreement, wanted: Wanted) -> dict[str, Any]:
    """What a row says that the register does not say yet."""
    columns = {}
    for name, value in wanted.columns.items():
        before = getattr(agreement, name)
        if before == value or (name == "first_end" and value == agreement.current_end):
            continue  # a register that gives the end with the extensions taken says nothing new
        if name == "kind" and value == AgreementKind.CONTRACT:
            continue  # what registers call a contract may be a framework or a grant as well
        if name in TEXTS and read_value(before, TEXTS[name], ColumnFacts()) == ReadValue(value):
            continue  # it differs only in what reading a file makes tidy
        if name == "council_reference" and before.isdecimal() and before.lstrip("0") == value:
            continue  # spreadsheets drop the zeros in front
        columns[name] = value
    return columns


def input_of(wanted: Wanted, suppliers: Callable[[MeantName], Supplier], service: Service | None) -> AgreementInput:
    """The entry of a new agreement."""
    lots = list(dict.fromkeys(lot for _, lot in wanted.suppliers if lot))
    return AgreementInput(
        **({"title": wanted.made_up_title} | wanted.columns),
        service=service,
        suppliers=_supplied_by(wanted, suppliers),
        lots=[LotInput(lot) for lot in lots],
        extensions=[ExtensionInput(months, until) for months, until in wanted.extensions],
    )


def changed_input(
    agreement: Agreement, wanted: Wanted, suppliers: Callable[[MeantName], Supplier], service: Service | None
) -> AgreementInput:
    """The entry of an agreement with what the row changes in it."""
    columns = _changed_columns(agreement, wanted)
    if columns.get("is_rolling"):
        columns["first_end"] = None
    elif columns.get("first_end"):
        columns["is_rolling"] = False
    if service:
        columns["service"] = service
    values = values_of(agreement)
    if _suppliers_change(agreement, wanted):
        lots = list(dict.fromkeys(lot for _, lot in wanted.suppliers if lot))
        known = {lot.number: lot for lot in values.lots}
        columns["suppliers"] = _supplied_by(wanted, suppliers)
        columns["lots"] = [known.get(number) or LotInput(number) for number in dict.fromkeys([*known, *lots])]
    if _extensions_change(agreement, wanted):
        columns["extensions"] = [ExtensionInput(months, until) for months, until in wanted.extensions]
    return replace(values, **columns)


def in_words(name: str, value: Any) -> str:
    """A value as people read it; "nothing" where it is not known."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return money(value)
    if name == "kind":
        return AgreementKind(value).label
    return Procedure(value).label if name == "procedure" else str(value)


def _supplied_by(wanted: Wanted, suppliers: Callable[[MeantName], Supplier]) -> list[SuppliedByInput]:
    pairs = dict.fromkeys((suppliers(meant), lot) for meant, lot in wanted.suppliers)
    return [SuppliedByInput(supplier, lot) for supplier, lot in pairs]


def _suppliers_change(agreement: Agreement, wanted: Wanted) -> RowChange | None:
    """None too where the file names the same suppliers without their lots."""
    if not wanted.suppliers:
        return None
    rows = list(agreement.supplied_by.all())
    known = {(row.supplier_id, row.lot.number if row.lot else "") for row in rows}
    said = {(meant.pk or meant.key, lot) for meant, lot in wanted.suppliers}
    if said == known or (not any(lot for _, lot in said) and {pk for pk, _ in said} == {pk for pk, _ in known}):
        return None
    before = listed(list(dict.fromkeys(row.supplier.name for row in rows))) or "nothing"
    return RowChange("Suppliers", before, listed(list(dict.fromkeys(meant.name for meant, _ in wanted.suppliers))))


def _extensions_change(agreement: Agreement, wanted: Wanted) -> RowChange | None:
    """None too where some were decided: which of them a file means by "1+1" is not said."""
    rows = list(agreement.extensions.all())
    said = wanted.extensions
    if not said or any(row.state != ExtensionState.OPEN for row in rows):
        return None
    known: list[tuple[int | None, date | None]] = [(row.months, row.until) for row in rows]
    if said in (known, [(None, agreement.last_end)]):
        return None  # a file that gives the last possible end alone says nothing new
    return RowChange("Extensions", _options(known) or "nothing", _options(said))


def _options(options: list[tuple[int | None, date | None]]) -> str:
    return listed([f"until {day(until)}" if until else counted(months or 0, "month") for months, until in options])
