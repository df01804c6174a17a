"""The list of suppliers as a file: exactly what is filtered, all pages, with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from contracts.presenters.supplier_page import YES_NO
from contracts.selectors.running import rounded
from contracts.selectors.suppliers import AGREEMENTS, YES_NO_CHOICES, SupplierFilter, matching_suppliers
from exports.policies import may_download
from exports.tables import ColumnKind, ExportColumn, ExportTable, Row

COLUMNS = (
    ExportColumn("name", "Supplier"),
    ExportColumn("other_names", "Other names"),
    ExportColumn("company_number", "Company number"),
    ExportColumn("charity_number", "Charity number"),
    ExportColumn("ppon", "PPON"),
    ExportColumn("care_location", "Number of the care regulator"),
    ExportColumn("local", "Local"),
    ExportColumn("small", "Small or medium-sized"),
    ExportColumn("voluntary", "Voluntary, community or social enterprise"),
    ExportColumn("running", "Running agreements", ColumnKind.NUMBER),
    ExportColumn("yearly", "Yearly value without VAT", ColumnKind.MONEY),
)
LABELS = {"local": "Local", "small": "Small or medium-sized", "voluntary": "Voluntary"}
NOTE = "Frameworks are not in the yearly value: what is bought under them is, as call-offs."


def supplier_table(user: User, query: QueryDict) -> ExportTable:
    """What the list shows at an address with that query."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    today, asked = timezone.localdate(), SupplierFilter.from_query(query)

    def read(keys: Sequence[int]) -> Iterator[Row]:
        rows = matching_suppliers(user, SupplierFilter(), today).filter(pk__in=keys).prefetch_related("other_names")
        suppliers = {supplier.pk: supplier for supplier in rows}
        for supplier in (suppliers[key] for key in keys if key in suppliers):
            yield (
                supplier.name,
                "; ".join(row.name for row in supplier.other_names.all()),
                supplier.company_number,
                supplier.charity_number,
                supplier.ppon,
                supplier.care_location,
                YES_NO[supplier.is_local],
                YES_NO[supplier.is_small],
                YES_NO[supplier.is_voluntary],
                vars(supplier)["running"],
                rounded(vars(supplier)["yearly"]),
            )

    return ExportTable(
        title="Suppliers",
        query=asked.query,
        filters=filters_in_words(asked),
        columns=COLUMNS,
        find=lambda: list(matching_suppliers(user, asked, today).values_list("pk", flat=True)),
        read=read,
        hidden=dict,  # suppliers exist for everybody, and agreements that run are public
        note=NOTE,
    )


def filters_in_words(asked: SupplierFilter) -> list[tuple[str, str]]:
    chosen = [("Name or number", asked.words)] if asked.words else []
    chosen += [(LABELS[name], dict(YES_NO_CHOICES)[value]) for name, value in asked.facts.items()]
    if asked.agreements:
        chosen.append(("Agreements", dict(AGREEMENTS)[asked.agreements]))
    return chosen
