"""Full tables of Analyse and Plan, in the cycles whose pages are timed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from cycles.models import Cycle
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import StageRecord
from stages.records.services.tables import RowInput, change_table

ROWS = 40
TABLES = ("findings", "risks", "measures", "cost-lines")


def fill_stage_tables(cycles: Iterable[Cycle]) -> None:
    """Bring those of the tables that hold anything to so many rows, by the service that people use."""
    for cycle in cycles:
        for kind in (all_kinds()[code] for code in TABLES):
            if rows := list(kind.model._default_manager.filter(cycle=cycle)):
                added = [RowInput(_like(kind, rows[-1], number)) for number in range(len(rows) + 1, ROWS + 1)]
                change_table(cycle, kind, added, actor=cycle.lead, at=timezone.now())


def _like(kind: RecordKind, row: StageRecord, number: int) -> dict[str, object]:
    values = {name: getattr(row, name) for name in kind.fields}
    return values | {kind.title: f"{values[kind.title]}, {number}"}
