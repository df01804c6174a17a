"""What a pack seals of the tables: every confirmed row in texts, in the order of the stages."""

from __future__ import annotations

from collections.abc import Iterator

from approvals.packs import SealedTable
from cycles.models import Cycle
from stages.records.kinds import all_kinds
from stages.records.models import RecordText
from stages.records.policies import SEALED_AT
from stages.records.selectors.tables import rows_of


def sealed_tables(cycle: Cycle, stage: str) -> Iterator[SealedTable]:
    """One query tells which tables have rows; each of those is read in one more."""
    filled = set(RecordText.objects.filter(cycle=cycle, is_draft=False).values_list("kind", flat=True))
    for kind in all_kinds().values():
        if kind.code in filled and stage in SEALED_AT[kind.stage]:
            rows = rows_of(kind, cycle, confirmed=True)
            names = [kind.title, *(name for name in kind.fields if name != kind.title)]
            cells = [(str(row.pk), [kind.text(row, name) for name in names]) for row in rows]
            labels = [kind.label(name) for name in names]
            yield SealedTable(kind.code, kind.name, labels, cells, stage=kind.stage, officers_only=kind.officers_only)
