"""Reading the tables of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, ForeignKey, QuerySet

from cycles.models import Cycle
from stages.records.kinds import RecordKind
from stages.records.models import RecordText, StageRecord
from ui.lookups import only_row


@dataclass(frozen=True)
class RowCount:
    """How many rows of a table are confirmed, and how many are drafts still."""

    rows: int = 0
    drafts: int = 0

    @property
    def in_all(self) -> int:
        return self.rows + self.drafts


def rows_of(kind: RecordKind, cycle: Cycle, *, confirmed: bool = False) -> list[Any]:
    """The rows of a table in their order, with what they point to; `confirmed` leaves the drafts out."""
    rows = with_references(kind, kind.model._default_manager.filter(cycle=cycle))
    found = list(rows.filter(is_draft=False) if confirmed else rows)
    for row in found:
        row.cycle = cycle  # one object, so that its edition is read once
    return found


def first_rows(kind: RecordKind, cycle: Cycle, number: int) -> list[Any]:
    """The first rows of a table, drafts too; no query where it is known that there are none."""
    count = counts_read_once(cycle).get(kind.code, RowCount())
    if not count.in_all:
        return []
    rows = list(with_references(kind, kind.model._default_manager.filter(cycle=cycle))[:number])
    for row in rows:
        row.cycle = cycle
    return rows


def rows_read_once(kind: RecordKind, cycle: Cycle) -> list[Any]:
    """The same for a page of which several parts ask: kept with the object of the cycle, which no writer shares."""
    read: dict[str, list[Any]] = cycle.__dict__.setdefault("_rows_read", {})
    if kind.code not in read:
        read[kind.code] = rows_of(kind, cycle)
    return read[kind.code]


def with_references(kind: RecordKind, rows: QuerySet[Any]) -> QuerySet[Any]:
    names = [name for name in kind.fields if isinstance(kind.column(name), ForeignKey)]
    return rows.select_related(*names) if names else rows


def row_counts(cycle: Cycle) -> Mapping[str, RowCount]:
    """By the code of the table, of all tables that have rows: one query."""
    groups = RecordText.objects.filter(cycle=cycle).values_list("kind", "is_draft").annotate(Count("pk"))
    counts: dict[str, RowCount] = {}
    for kind, is_draft, count in groups:
        found = counts.get(kind, RowCount())
        counts[kind] = replace(found, drafts=count) if is_draft else replace(found, rows=count)
    return counts


def counts_read_once(cycle: Cycle) -> Mapping[str, RowCount]:
    """The same for a page of which several parts ask: kept with the object of the cycle, which no writer shares."""
    if "_row_counts" not in cycle.__dict__:
        cycle.__dict__["_row_counts"] = row_counts(cycle)
    counts: Mapping[str, RowCount] = cycle.__dict__["_row_counts"]
    return counts


def record_of(kind: RecordKind, cycle: Cycle, pk: int) -> StageRecord | None:
    row: StageRecord | None = only_row(with_references(kind, kind.model._default_manager.filter(cycle=cycle, pk=pk)))
    if row is not None:
        row.cycle = cycle
    return row
