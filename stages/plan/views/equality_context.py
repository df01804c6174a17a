"""What every page of the equality analysis starts with."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from accounts.verdict import require
from cycles.models import Cycle, CycleStage
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work
from stages.plan.characteristics import equality_duty
from stages.plan.services.equality import CODE, STAGE
from stages.records.views.shortcuts import page_context


def cycle_to_read(request: HttpRequest, reference: str) -> Cycle:
    """The cycle, for whoever may read the work of the stage under which the analysis is shown."""
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, shown_stage(cycle))
    if equality_duty(cycle.edition) is None:
        raise Http404("The edition of this cycle has no equality duty")
    return cycle


def cycle_to_change(request: HttpRequest, reference: str) -> Cycle:
    """The cycle, for whoever may change the analysis now: 403 with the reason for others."""
    cycle = cycle_to_read(request, reference)
    require(may_now(request, "change_records", cycle, STAGE))
    return cycle


def shown_stage(cycle: Cycle) -> str:
    """It is opened in Analyse and completed in Plan."""
    return CycleStage.ANALYSE if cycle.stage == CycleStage.ANALYSE else CycleStage.PLAN


def equality_context(request: HttpRequest, cycle: Cycle) -> dict[str, Any]:
    """Context of stages/page.html."""
    return page_context(request, cycle, shown_stage(cycle), CODE)
