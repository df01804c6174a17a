"""The pipeline as a file, with what a pipeline notice (UK1) asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from contracts.financial_years import financial_year, year_name
from cycles.models import Cycle
from exports.policies import may_download
from exports.tables import ColumnKind, ExportColumn, ExportTable, Row
from notices.selectors.pipeline import PlannedProcurement, cycle_key, pipeline_of

YEARS = 3  # that can be chosen: the present financial year and those after it
COLUMNS = (
    ExportColumn("reference", "Reference"),
    ExportColumn("title", "Title"),
    ExportColumn("description", "Description"),
    ExportColumn("value", "Estimated value", ColumnKind.MONEY),
    ExportColumn("notice_on", "Estimated date of tender notice", ColumnKind.DATE),
    ExportColumn("start", "Estimated start of contract", ColumnKind.DATE),
    ExportColumn("category", "Category"),
    ExportColumn("directorate", "Local authority department"),
    ExportColumn("contact", "Contact name"),
    ExportColumn("contact_email", "Contact e-mail"),
    ExportColumn("basis", "Where the date comes from"),
)


def pipeline_years(query: QueryDict) -> tuple[int, list[int]]:
    """The year asked for, and those that can be; another is taken for the first of them."""
    first = financial_year(timezone.localdate())
    years = [first + later for later in range(YEARS)]
    asked = query.get("year", "")
    return next((year for year in years if str(year) == asked), first), years


def basis_in_words(procurement: PlannedProcurement) -> str:
    """Where the date of its notice comes from."""
    if procurement.agreement:
        return f"Expected: last safe day before {procurement.agreement} ends"
    if procurement.is_settled:
        return f"Planned in {procurement.cycle}"
    return f"Last safe day in {procurement.cycle}, its planned date is not settled"


def pipeline_table(user: User, query: QueryDict) -> ExportTable:
    """Everybody with a role has the same rows: a pipeline notice is public."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    today = timezone.localdate()
    year, _ = pipeline_years(query)
    pipeline = pipeline_of(year, today)
    by_key = {each.key: each for each in pipeline.procurements} if pipeline else {}
    hidden = Cycle.objects.filter(restricted=True)

    def read(keys: Sequence[int]) -> Iterator[Row]:
        for each in (by_key[key] for key in keys):
            yield (
                each.cycle or each.agreement,
                each.title,
                each.description,
                each.value,
                each.notice_on,
                each.start,
                each.category,
                each.directorate,
                each.contact,
                each.contact_email,
                basis_in_words(each),
            )

    return ExportTable(
        title="Pipeline",
        query=f"year={year}",
        filters=[("Eighteen months from", f"1 April {year}"), ("Financial year", year_name(year))],
        columns=COLUMNS,
        find=lambda: list(by_key),
        read=read,
        hidden=lambda: {cycle_key(pk): since for pk, since in hidden.values_list("pk", "started_at")},
    )
