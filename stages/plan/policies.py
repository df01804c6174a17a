"""When tables of Plan can't be changed, besides what holds for every table."""

from __future__ import annotations

from cycles.models import Cycle
from stages.plan.models import Appraisal


def criteria_locked(cycle: Cycle) -> str:
    """Why criteria and weights can't be changed now, or ""."""
    if Appraisal.objects.filter(cycle=cycle, locked_at__isnull=False).exists():
        return (
            "The criteria are locked, because options are scored against them. Unlock them first: that needs a reason."
        )
    return ""
