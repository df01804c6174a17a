"""Rows of one table of a stage over all cycles: as a page lists them, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Directorate, User
from cycles.models import Cycle
from cycles.selectors.visibility import not_visible_to
from exports.policies import may_download
from exports.tables import Cell, ColumnKind, ExportColumn, ExportTable, Row
from portfolio.selectors.records import RecordFilter, matching_records, read_records
from stages.records.fields import MoneyColumn
from stages.records.kinds import RecordKind
from stages.records.models import StageRecord
from stages.records.policies import may_read_records
from stages.records.presenters.tables import TableRow, table_row
from stages.records.steps import page_of_table

NOTE = "Drafts that nobody has confirmed are left out."
OF_CYCLE = (
    ExportColumn("cycle", "Cycle"),
    ExportColumn("service", "Service"),
    ExportColumn("directorate", "Directorate"),
    ExportColumn("stage", "Stage"),
    ExportColumn("lead", "Lead commissioner"),
)


@dataclass(frozen=True)
class RecordLine:
    """One row with the cycle that it belongs to, and the address of its place there."""

    row: TableRow
    cycle: Cycle
    url: str


def record_lines(kind: RecordKind, records: Sequence[StageRecord]) -> list[RecordLine]:
    lines = []
    for record in records:
        page = page_of_table(record.cycle, kind.code)
        url = f"{page.url}#row-{record.pk}" if page else record.cycle.get_absolute_url()
        lines.append(RecordLine(table_row(kind, record), record.cycle, url))
    return lines


def record_table(user: User, query: QueryDict) -> ExportTable:
    """What the page shows at an address with that query, with all fields of the rows."""
    for verdict in (may_download(user), may_read_records(user)):
        if not verdict:
            raise PermissionDenied(verdict.reason)
    today, asked = timezone.localdate(), RecordFilter.from_query(query)
    kind = asked.kind
    names = [kind.title, *(name for name in kind.fields if name != kind.title)]

    def read(keys: Sequence[int]) -> Iterator[Row]:
        for record in read_records(user, kind, keys, today):
            cycle = record.cycle
            yield (
                cycle.reference,
                cycle.service.name,
                cycle.directorate.name,
                cycle.get_stage_display(),
                cycle.lead.name,
                *(_cell(kind, record, name) for name in names),
            )

    hidden = not_visible_to(user, today).filter(restricted=True)
    return ExportTable(
        title=kind.name,
        query=asked.query,
        filters=filters_in_words(asked),
        # one key for the fields of every table: who may read one may read all
        columns=(*OF_CYCLE, *(ExportColumn("field", kind.label(name), _column_kind(kind, name)) for name in names)),
        find=lambda: list(matching_records(user, asked, today).values_list("pk", flat=True)),
        read=read,
        # by cycle, whatever the table: a file is withdrawn once a cycle of its time is hidden from its reader
        hidden=lambda: dict(hidden.values_list("pk", "started_at")),
        note=NOTE,
    )


def filters_in_words(asked: RecordFilter) -> list[tuple[str, str]]:
    chosen = [("Table", asked.kind.name)]
    if asked.directorate:
        chosen.append(("Directorate", Directorate.objects.get(code=asked.directorate).name))
    return [*chosen, ("Cycle", asked.cycle)] if asked.cycle else [*chosen, ("Cycles", "live")]


def _column_kind(kind: RecordKind, name: str) -> ColumnKind:
    match kind.column(name):
        case MoneyColumn():
            return ColumnKind.MONEY
        case models.DateField():
            return ColumnKind.DATE
        case models.DecimalField() | models.IntegerField():
            return ColumnKind.TEXT if kind.column(name).choices else ColumnKind.NUMBER
    return ColumnKind.TEXT


def _cell(kind: RecordKind, record: StageRecord, name: str) -> Cell:
    if _column_kind(kind, name) is ColumnKind.TEXT:
        return kind.text(record, name)
    value: date | None = getattr(record, name)
    return value
