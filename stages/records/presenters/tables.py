"""A table of a cycle as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cycles.models import Cycle
from stages.records.kinds import RecordKind, is_person
from stages.records.models import StageRecord, StoredFinding
from stages.records.selectors.tables import rows_of
from ui.wording import with_leaving


@dataclass(frozen=True)
class TableRow:
    record: StageRecord
    title: str
    cells: Sequence[tuple[str, str, bool]]  # label, text, whether it is a number
    note: str = ""  # what stands beside it besides its fields
    has_left: bool = False  # who answers for it


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
    """Two queries: the rows and what their checks found; a third where notes stand beside the rows."""
    records = rows_of(kind, cycle) if rows is None else rows
    notes = kind.notes(cycle) if kind.notes else {}
    shown = [table_row(kind, record, notes.get(record.pk, "")) for record in records]
    stored = {row.check_name: row for row in cycle.stored_findings.all()} if kind.checks else {}
    return Table(
        kind,
        [(kind.label(name), _is_number(kind, name)) for name in kind.columns],
        [row for row in shown if not row.record.is_draft],
        [row for row in shown if row.record.is_draft],
        [stored[name] for name in kind.checks if name in stored],
    )


def table_row(kind: RecordKind, record: StageRecord, note: str = "") -> TableRow:
    """Of a person who has left it says so."""
    cells = []
    holder = getattr(record, kind.holder_field) if kind.holder_field else None
    for name in kind.columns:
        person = getattr(record, name) if is_person(kind.column(name)) else None
        text = with_leaving(person) if person else kind.text(record, name)
        cells.append((kind.label(name), text, _is_number(kind, name)))
    return TableRow(record, kind.title_of(record), cells, note, holder is not None and not holder.is_active)


def _is_number(kind: RecordKind, name: str) -> bool:
    return kind.column(name).get_internal_type() in ("DecimalField", "IntegerField", "PositiveSmallIntegerField")
