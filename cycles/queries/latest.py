"""Which turn of its service a cycle is."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cycles.models import Cycle, CycleStage


def is_latest(prefix: str = "") -> Q:
    """No later turn has begun and goes on, so money is counted here. Of a restricted turn nobody is told.

    `prefix` leads from the rows to their cycle: "cycle__".
    """
    later = Cycle.objects.filter(previous=OuterRef(f"{prefix}pk"), restricted=False).exclude(stage=CycleStage.STOPPED)
    return ~Q(Exists(later))
