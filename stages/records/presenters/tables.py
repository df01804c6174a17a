"""A table of a cycle as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cycles.models import Cycle
from stages.records.kinds import RecordKind
from stages.records.models import StageRecord, StoredFinding
from stages.records.selectors.tables import rows_of


@dataclass(frozen=True)
class TableRow:
    record: StageRecord
    title: str
    cells: Sequence[tuple[str, str, bool]]  # label, text, whether it is a number


@dataclass(frozen=True)
class Table:
    kind: RecordKind
    headings: Sequence[tuple[str, bool]]  # the first names the row
    rows: Sequence[TableRow]
    drafts: Sequence[TableRow]
    findings: Sequence[StoredFinding]

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.drafts


def table_of_cycle(kind: RecordKind, cycle: Cycle, rows: Sequence[StageRecord] | None = None) -> Table:
    """Two queries: the rows and what their checks found."""
    records = rows_of(kind, cycle) if rows is None else rows
    shown = [table_row(kind, record) for record in records]
    stored = {row.check_name: row for row in cycle.stored_findings.all()} if kind.checks else {}
    return Table(
        kind,
        [(kind.label(name), _is_number(kind, name)) for name in kind.columns],
        [row for row in shown if not row.record.is_draft],
        [row for row in shown if row.record.is_draft],
        [stored[name] for name in kind.checks if name in stored],
    )


def table_row(kind: RecordKind, record: StageRecord) -> TableRow:
    cells = [(kind.label(name), kind.text(record, name), _is_number(kind, name)) for name in kind.columns]
    return TableRow(record, kind.title_of(record), cells)


def _is_number(kind: RecordKind, name: str) -> bool:
    return kind.column(name).get_internal_type() in ("DecimalField", "IntegerField", "PositiveSmallIntegerField")
