"""What the list, the board and the timeline show of the cycles of one page: statements written out (docs/adr/0046)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from accounts.models import Directorate, User
from cycles.models import Cycle, PlannedDate, Service
from cycles.selectors.arrangement_end import ASKED_OF_CYCLE, running_arrangement
from principles.models import DeliveryRoute
from ui.written_rows import as_day


def _columns(*names: str) -> str:
    return ", ".join(f"cycle.{name}" for name in dict.fromkeys(("id", *names, *ASKED_OF_CYCLE)))


SHOWN_IN_ROW = _columns(
    *("reference", "number", "stage", "restricted", "edition_id", "slack", "status", "breach"),
    *("next_milestone", "yearly_value"),
)
ROWS = f"""
SELECT {SHOWN_IN_ROW}, service.name AS service_name, directorate.name AS directorate_name,
    directorate.code AS directorate_code, lead.name AS lead_name, lead.is_active AS lead_is_active,
    route.code AS route_code, ahead.planned AS next_on, ahead.breach AS next_breach
FROM {Cycle._meta.db_table} cycle
JOIN {Service._meta.db_table} service ON service.id = cycle.service_id
JOIN {Directorate._meta.db_table} directorate ON directorate.id = cycle.directorate_id
JOIN {User._meta.db_table} lead ON lead.id = cycle.lead_id
LEFT JOIN {DeliveryRoute._meta.db_table} route ON route.id = cycle.delivery_route_id
LEFT JOIN {PlannedDate._meta.db_table} ahead ON ahead.cycle_id = cycle.id AND ahead.milestone = cycle.next_milestone
WHERE cycle.id IN ({{keys}})
"""
SHOWN_ON_LANE = _columns(
    *("reference", "number", "stage", "stopped_in", "ended_at", "status", "restricted"),
    *("need_by", "review_on", "edition_id"),  # between them the Review stage is drawn, until its gate has a date
)
LANES = f"""
SELECT {SHOWN_ON_LANE}, service.name AS service_name
FROM {Cycle._meta.db_table} cycle
JOIN {Service._meta.db_table} service ON service.id = cycle.service_id
WHERE cycle.id IN ({{keys}})
"""


def rows_of(keys: Sequence[int], today: date) -> list[Any]:
    """The cycles in the order of their keys, with what a row or a card shows: names, next step, what runs and ends."""
    rows = _read(ROWS, keys, today)
    for row in rows:
        row.next_on = as_day(row.next_on)
    return rows


def lanes_of(keys: Sequence[int], today: date) -> list[Any]:
    """The cycles in the order of their keys, with no more of each than its lane on the timeline shows."""
    return _read(LANES, keys, today)


def _read(statement: str, keys: Sequence[int], today: date) -> list[Any]:
    if not keys:
        return []
    rows: Iterable[Any] = Cycle.objects.raw(statement.format(keys=", ".join(["%s"] * len(keys))), keys)
    found = {row.pk: row for row in rows}
    for row in found.values():
        running = running_arrangement(row, today)
        row.ends, row.runs, row.ends_source = running.ends, running.kind, running.source
    return [found[key] for key in keys if key in found]
