"""The files that the Local Government Transparency Code 2015 has published, and what is missing in them.

Names and order of the columns are fixed: what reads a published file, and a file brought in again, rests on them.
Several suppliers stand in one cell, joined by "; ", and their other cells have their parts in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contracts.financial_years import year_name
from contracts.models import Agreement, AgreementSupplier, Procedure, Supplier
from contracts.policies.register import may_keep_register
from contracts.quarters import Quarter
from contracts.selectors.lacking import NAMES, lacking
from contracts.selectors.published import published_contracts, published_grants, quarters_to, years_to
from exports.tables import ColumnKind, ExportColumn, ExportTable, Row

CONTRACT_COLUMNS = (
    ExportColumn("reference", "Reference number"),
    ExportColumn("title", "Title of agreement"),
    ExportColumn("directorate", "Local authority department"),
    ExportColumn("description", "Description"),
    ExportColumn("start", "Start date", ColumnKind.DATE),
    ExportColumn("end", "End date", ColumnKind.DATE),
    ExportColumn("review_on", "Review date", ColumnKind.DATE),
    ExportColumn("value", "Contract value", ColumnKind.MONEY),
    ExportColumn("yearly_value", "Annual value", ColumnKind.MONEY),
    ExportColumn("vat", "VAT not recoverable", ColumnKind.MONEY),
    ExportColumn("suppliers", "Supplier name"),
    ExportColumn("company_numbers", "Supplier registration number"),
    ExportColumn("charity_numbers", "Supplier charity number"),
    ExportColumn("small", "SME"),
    ExportColumn("voluntary", "VCSE"),
    ExportColumn("procedure", "Process type"),
)
GRANT_COLUMNS = (
    ExportColumn("reference", "Reference number"),
    ExportColumn("signed_on", "Date awarded", ColumnKind.DATE),
    ExportColumn("start", "Start date", ColumnKind.DATE),
    ExportColumn("end", "End date", ColumnKind.DATE),
    ExportColumn("directorate", "Local authority department"),
    ExportColumn("suppliers", "Beneficiary"),
    ExportColumn("company_numbers", "Beneficiary registration number"),
    ExportColumn("charity_numbers", "Beneficiary charity number"),
    ExportColumn("title", "Title of agreement"),
    ExportColumn("description", "Purpose"),
    ExportColumn("value", "Amount", ColumnKind.MONEY),
)
# What each file asks for, by the codes of contracts/selectors/lacking.py.
WANTED_OF_CONTRACTS = (
    *("directorate", "description", "suppliers", "whole_value", "start", "end", "review_on", "procedure", "vat"),
    *("supplier_size", "supplier_sector", "supplier_number"),
)
WANTED_OF_GRANTS = ("signed_on", "directorate", "description", "whole_value", "supplier_number")
JOINED = "; "
YES_OR_NO = {True: "Yes", False: "No", None: ""}


@dataclass(frozen=True)
class MissingFact:
    """A fact that entries of a file lack; `url` is that of the register with them, "" where it can't list them."""

    name: str
    count: int
    url: str


def asked_quarter(query: QueryDict) -> tuple[Quarter, list[Quarter]]:
    """The quarter asked for, and those that can be; another is taken for the present one."""
    quarters = quarters_to(timezone.localdate())
    return next((each for each in quarters if each.code == query.get("quarter")), quarters[0]), quarters


def asked_year(query: QueryDict) -> tuple[int, list[int]]:
    years = years_to(timezone.localdate())
    return next((year for year in years if str(year) == query.get("year")), years[0]), years


def missing_in_contracts(quarter: Quarter) -> list[MissingFact]:
    """What the entries of a quarter lack, in one statement, each with the list of those entries."""
    counts = lacking(published_contracts(quarter, timezone.localdate()), WANTED_OF_CONTRACTS)
    page = reverse("contracts")
    return [
        MissingFact(NAMES[code], count, f"{page}?{urlencode({'published': quarter.code, 'lacks': code})}")
        for code, count in counts.items()
        if count
    ]


def missing_in_grants(year: int) -> list[MissingFact]:
    counts = lacking(published_grants(year), WANTED_OF_GRANTS)
    page = reverse("contracts")
    return [
        MissingFact(NAMES[code], count, f"{page}?{urlencode({'grants': year, 'lacks': code})}")
        for code, count in counts.items()
        if count
    ]


def contracts_table(user: User, query: QueryDict) -> ExportTable:
    quarter, _ = asked_quarter(query)
    published = published_contracts(quarter, timezone.localdate())
    filters = [("Quarter", quarter.name)]
    return _table(user, "Published contracts", f"quarter={quarter.code}", filters, CONTRACT_COLUMNS, published)


def grants_table(user: User, query: QueryDict) -> ExportTable:
    year, _ = asked_year(query)
    filters = [("Financial year", year_name(year))]
    return _table(user, "Published grants", f"year={year}", filters, GRANT_COLUMNS, published_grants(year))


def _table(
    user: User,
    title: str,
    query: str,
    filters: Sequence[tuple[str, str]],
    columns: Sequence[ExportColumn],
    published: QuerySet[Agreement],
) -> ExportTable:
    if not (verdict := may_keep_register(user)):
        raise PermissionDenied(verdict.reason)

    def read(keys: Sequence[int]) -> Iterator[Row]:
        agreements = published.filter(pk__in=keys).select_related("directorate").in_bulk()
        suppliers: dict[int, dict[int, Any]] = {}
        for row in AgreementSupplier.objects.filter(agreement__in=keys).order_by("pk").select_related("supplier"):
            suppliers.setdefault(row.agreement_id, {}).setdefault(row.supplier_id, row.supplier)
        for key in keys:
            if agreement := agreements.get(key):
                cells = published_cells(agreement, [*suppliers.get(key, {}).values()])
                yield [cells[column.key] for column in columns]

    return ExportTable(
        title=title,
        query=query,
        filters=filters,
        columns=columns,
        find=lambda: list(published.values_list("pk", flat=True)),
        read=read,
        hidden=dict,  # what is signed is public
    )


def published_cells(agreement: Agreement, suppliers: Sequence[Supplier]) -> Mapping[str, Any]:
    """By column what is known; an empty cell is not known. An agreement of several lots has each supplier once."""
    return {
        "reference": agreement.council_reference or agreement.reference,
        "title": agreement.title,
        "directorate": agreement.directorate.name if agreement.directorate else "",
        "description": agreement.description,
        "signed_on": agreement.signed_on,
        "start": agreement.start,
        "end": agreement.current_end,
        "review_on": agreement.review_on,
        "value": agreement.value,
        "yearly_value": agreement.yearly_value,
        "vat": agreement.vat_not_recoverable,
        "suppliers": _joined([each.name for each in suppliers]),
        "company_numbers": _joined([each.company_number for each in suppliers]),
        "charity_numbers": _joined([each.charity_number for each in suppliers]),
        "small": _joined([YES_OR_NO[each.is_small] for each in suppliers]),
        "voluntary": _joined([YES_OR_NO[each.is_voluntary] for each in suppliers]),
        "procedure": str(Procedure(agreement.procedure).label) if agreement.procedure else "",
    }


def _joined(parts: Sequence[str]) -> str:
    """ "" where none is known, so that an empty cell stays empty."""
    return JOINED.join(parts) if any(parts) else ""
