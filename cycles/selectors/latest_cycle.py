"""Whether a cycle is the latest of its service."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cycles.models import Cycle, CycleStage


def is_latest(prefix: str = "") -> Q:
    """The service has no later cycle, stopped and restricted ones aside, so its money is counted here.
    `prefix` leads from the rows to their
       cycle: "cycle__".
    """
    later = Cycle.objects.filter(
        service=OuterRef(f"{prefix}service"), number__gt=OuterRef(f"{prefix}number"), restricted=False
    ).exclude(stage=CycleStage.STOPPED)
    return ~Q(Exists(later))
