"""The live cycles that somebody leads or works on, as every page of My work asks for them: a statement written out."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from cycles.models import LIVE_STAGES, Cycle, PlannedDate, Service
from cycles.models.cycle import DECIDED_BY
from cycles.models.participants import CycleParticipant, ParticipantReason
from ui.written_rows import as_day, row_of

SHOWN_OF_CYCLE = (
    *("id", "reference", "number", "stage", "stage_since", "stopped_in", "tier", "need_by", "slack", "status"),
    *("breach", "running", "sealed_at", "restricted", "edition_id", "previous_id", "directorate_id", "service_id"),
    *("delivery_route_id", "legal_regime_id", "regime_route_id", "sponsor_id", "contract_manager_id", "lead_id"),
    *("key_decision", "next_milestone", *DECIDED_BY),
)
OWN, STAGES = (ParticipantReason.LEAD, ParticipantReason.TEAM), LIVE_STAGES
CYCLES = f"""
SELECT {", ".join(f"cycle.{name}" for name in SHOWN_OF_CYCLE)}, service.name AS service_name,
    ahead.id AS next_date, ahead.planned, ahead.last_safe
FROM {Cycle._meta.db_table} cycle
JOIN {Service._meta.db_table} service ON service.id = cycle.service_id
LEFT JOIN {PlannedDate._meta.db_table} ahead ON ahead.cycle_id = cycle.id AND ahead.milestone = cycle.next_milestone
WHERE cycle.stage IN ({", ".join(["%s"] * len(STAGES))}) AND cycle.id IN (
    SELECT cycle_id FROM {CycleParticipant._meta.db_table} WHERE user_id = %s AND reason IN (%s, %s)
)
ORDER BY cycle.need_by, cycle.reference
"""


def cycles_of(user: User) -> list[Any]:
    """The soonest needed first; leading and working on a restricted cycle both admit to it.

    `next_date` is the key of the next date, `planned` and `last_safe` are its days.
    """
    rows: list[Any] = list(Cycle.objects.raw(CYCLES, [*STAGES, user.pk, *OWN]))
    for row in rows:
        row.service = row_of(Service, id=row.service_id, name=row.service_name)
        row.planned, row.last_safe = as_day(row.planned), as_day(row.last_safe)
    return rows
