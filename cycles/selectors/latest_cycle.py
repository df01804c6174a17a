"""Which turn of its service a cycle is."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cycles.models import Cycle, CycleStage


def is_latest(prefix: str = "") -> Q:
    """No later cycle of the service has begun and goes on, so money is counted here. Restricted cycles are left out.

    A cycle that was stopped, or is restricted, may stand between two that count. `prefix` leads from the rows to their
    cycle: "cycle__".
    """
    later = Cycle.objects.filter(
        service=OuterRef(f"{prefix}service"), number__gt=OuterRef(f"{prefix}number"), restricted=False
    ).exclude(stage=CycleStage.STOPPED)
    return ~Q(Exists(later))
