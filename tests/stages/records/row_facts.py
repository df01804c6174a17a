"""What is stored of a row and told of it, and a change by somebody else."""

from __future__ import annotations

from typing import Any

from audit.models import Event
from audit.presenters import entries
from cycles.models import Cycle
from stages.records.kinds import all_kinds
from stages.records.models import StageRecord
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW


def stored(record: StageRecord) -> dict[str, Any]:
    """Every column of a row, but who changed it when."""
    row = type(record)._default_manager.filter(pk=record.pk).values().get()
    return {name: value for name, value in row.items() if name not in ("version", "changed_at", "changed_by_id")}


def events(cycle: Cycle) -> int:
    return Event.objects.filter(chain=cycle.chain).count()


def sentences(cycle: Cycle, since: int) -> list[str]:
    return [entry.sentence for entry in entries(Event.objects.filter(chain=cycle.chain))][since:]


def change(record: Any, by: Any = None, **values: Any) -> None:
    """Somebody changes a row on its full page."""
    kind = next(kind for kind in all_kinds().values() if kind.model is type(record))
    change_table(record.cycle, kind, [RowInput(values, record.pk)], actor=by or record.cycle.lead, at=NOW)
