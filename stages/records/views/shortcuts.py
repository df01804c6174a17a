"""What every page of a stage's tables starts with."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from accounts.verdict import require
from accounts.views.access import signed_in
from cycles.models import Cycle, CycleStage
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now
from stages.records.kinds import RecordKind, all_kinds
from stages.records.pages import phrase_of
from stages.records.policies import may_read_records
from stages.records.presenters.steps import short_link, step_states


def cycle_to_read(request: HttpRequest, reference: str, stage: str, *also: str) -> Cycle:
    """The cycle, for whoever may read the tables of its stages, with what it points to under the names in `also`."""
    cycle = cycle_or_404(request, reference, *also)
    require(may_read_records(signed_in(request)))
    return cycle


def cycle_to_change(request: HttpRequest, reference: str, stage: str, *also: str) -> Cycle:
    """The cycle, for whoever may change the tables of the stage now: 403 with the reason for others."""
    cycle = cycle_to_read(request, reference, stage, *also)
    require(may_now(request, "change_records", cycle, stage))
    return cycle


def kind_or_404(stage: str, code: str) -> RecordKind:
    kind = all_kinds().get(code)
    if kind is None or kind.stage != stage:
        raise Http404("There is no such table")
    return kind


def page_context(request: HttpRequest, cycle: Cycle, stage: str, here: str = "") -> dict[str, Any]:
    """Context of stages/page.html: the header of the cycle, the steps of the stage, whether this person may change."""
    steps = step_states(cycle, stage, here)
    return cycle_header(cycle, stage) | {
        "stage": stage,
        "stage_name": CycleStage(stage).label,
        "steps": steps,
        "short": short_link(cycle, stage, steps, here),
        "may_change": may_now(request, "change_records", cycle, stage),
        "phrase": phrase_of(cycle, here),
    }
