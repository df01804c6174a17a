"""The workspace of a stage: its checklist, and what it takes to pass its gate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.access import person
from approvals.presenters.routes import RouteStep, route_ahead, route_of
from approvals.selectors.conditions import conditions_around
from approvals.selectors.gate_facts import evaluate_gate
from approvals.selectors.stage_outcomes import pending_submission, stage_outcomes
from checklists.models import Answer
from checklists.presenters.checklist import PrincipleGroup, StageChecklist, grouped, read_checklist
from cycles.models import Cycle, CycleStage
from cycles.policies.case import past_stages
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, require_readable_work
from principles.edition_cache import parts_of
from principles.models import Principle, StageStatement

CHIPS = {
    "": "All",
    "blocks": "Blocks the gate",
    "mine": "Mine to do",
    "others": "Waiting for others",
    "out-of-date": "Evidence out of date",
}
OPEN = ("now", "to_come")


@require_safe
def workspace(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    on, user, when = timezone.localdate(), person(request), when_of(cycle, stage)
    checklist = read_checklist(cycle, stage, on)
    answers, signing = [row.answer for row in checklist.rows], stage == cycle.stage and not cycle.sealed_at
    result = evaluate_gate(cycle, stage, on, answers, signing=signing)
    show = request.GET.get("show", "") if when in OPEN else ""
    show = show if show in CHIPS else ""
    context = {
        "stage": stage,
        "stage_name": CycleStage(stage).label,
        "statement": next(one for one in parts_of(cycle.edition, StageStatement) if one.code == stage),
        "when": when,
        "show": show,
        "chips": _chips(checklist, user, show) if when in OPEN else [],
        "groups": _groups(cycle, checklist, show, user),
        "result": result,
        "progress": checklist.progress,
        "to_go": len(result.gaps),
        "set_aside": _set_aside(cycle.pk, stage),
        "ended": stage_outcomes(cycle, conditions_around(cycle)).get(stage) if when in ("past", "stopped") else None,
        "submit_verdict": may_now(request, "submit", cycle),
    }
    return render(request, "overview/stage.html", cycle_header(cycle, stage) | context | _gate(cycle, stage, when))


def when_of(cycle: Cycle, stage: str) -> str:
    """Where the cycle stands to a stage: past, now, to_come; or stopped in it, or never to come to it."""
    if stage in past_stages(cycle):
        return "past"
    if cycle.stage == CycleStage.STOPPED:
        return "stopped" if stage == cycle.stopped_in else "never"
    return "now" if stage == cycle.stage else "to_come"


def _gate(cycle: Cycle, stage: str, when: str) -> dict[str, Any]:
    """The pending submission of this gate, and who signs."""
    if when not in OPEN:
        return {"route": [], "submission": None}
    submission = pending_submission(cycle) if when == "now" and cycle.sealed_at else None
    on = timezone.localdate()
    route: list[RouteStep] = route_of(submission, on) if submission else route_ahead(cycle, stage, on)
    return {"route": route, "submission": submission}


def _chips(checklist: StageChecklist, user: User, show: str) -> list[dict[str, Any]]:
    return [
        {"show": code, "label": label, "count": len(checklist.shown(code, user)), "current": code == show}
        for code, label in CHIPS.items()
    ]


def _groups(cycle: Cycle, checklist: StageChecklist, show: str, user: User) -> list[PrincipleGroup]:
    """Every principle when all is shown, also one without a question; else those with something to show."""
    groups = grouped(checklist, checklist.shown(show, user), parts_of(cycle.edition, Principle))
    return [group for group in groups if group.rows or not show]


def _set_aside(cycle: int, stage: str) -> list[Answer]:
    rows = Answer.objects.filter(cycle=cycle, question__stage=stage).exclude(set_aside_because="")
    return list(rows.select_related("question").order_by("question__position"))
