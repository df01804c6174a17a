"""Which option was chosen."""

from __future__ import annotations

from cycles.models import Cycle
from stages.plan.models import Appraisal, Option


def chosen_option(cycle: Cycle) -> Option | None:
    """None while it is not decided."""
    appraisal = Appraisal.objects.filter(cycle=cycle).select_related("chosen").first()
    return appraisal.chosen if appraisal else None
