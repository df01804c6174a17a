"""The workspace of a stage: its checklist, and what it takes to pass its gate."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import roles_of
from accounts.selectors import load_people
from accounts.views.access import signed_in
from approvals.gates import evaluate
from approvals.presenters.routes import RouteStep, route_ahead, route_of
from approvals.selectors.conditions import conditions_around
from approvals.selectors.gate_facts import gate_facts
from approvals.selectors.stage_outcomes import pending_submission, stage_outcomes
from checklists.presenters.checklist import grouped, read_checklist
from contracts.presenters.cycle_agreements import cycle_agreements
from cycles.models import Cycle, CycleStage
from cycles.policies.case import past_stages
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, require_readable_work
from principles.edition_cache import parts_of
from principles.models import Principle, StageStatement
from stages.records.presenters.steps import short_link, step_states

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
    on, user, when = timezone.localdate(), signed_in(request), when_of(cycle, stage)
    agreements = cycle_agreements(user, cycle) if stage == CycleStage.DO else None
    checklist = read_checklist(cycle, stage, on, user)
    submission = pending_submission(cycle) if when == "now" and cycle.sealed_at else None
    route: list[RouteStep] = []
    if when in OPEN:
        route = route_of(submission, on) if submission else route_ahead(cycle, stage, on)
    unsigned = [] if submission or when != "now" else [step.grade for step in route if not step.signers]
    facts = gate_facts(
        cycle, stage, on, [], signing=False, viewer=user
    )  # the checklist has the answers and the route the signers
    result = evaluate(replace(facts, answers=[row.facts for row in checklist.rows], unsigned_grades=unsigned))
    ended = None
    if when in ("past", "stopped"):
        ended = stage_outcomes(cycle, conditions_around(cycle)).get(stage)
        load_people(([ended.decision] if ended else [], ("decider", "cover_for", "in_place_of")))
    show = request.GET.get("show", "") if when in OPEN else ""
    show = show if show in CHIPS else ""
    chips = [
        {"show": code, "label": label, "count": len(checklist.shown(code, user)), "current": code == show}
        for code, label in (CHIPS.items() if when in OPEN else ())
    ]
    # Every principle when all is shown, also one without a question; else those with something to show.
    groups = grouped(checklist, checklist.shown(show, user), parts_of(cycle.edition, Principle))
    officer, published = roles_of(user).is_officer, cycle.published_since(stage)
    fails = stage == cycle.stage and any(row.gap and row.gap.kind == "check" for row in checklist.rows)
    to_ask = checklist.to_ask if when in OPEN else []
    steps = step_states(cycle, stage) if officer else []
    context = {
        "stage": stage,
        "stage_name": CycleStage(stage).label,
        "statement": next(one for one in parts_of(cycle.edition, StageStatement) if one.code == stage),
        "when": when,
        "show": show,
        "chips": chips,
        "groups": [group for group in groups if group.rows or not show],
        "result": result,
        "progress": checklist.progress,
        "to_go": len(result.gaps),
        "set_aside": checklist.set_aside if officer else [],
        "officer": officer,
        "published": published,
        "may_publish": when == "past" and bool(may_now(request, "publish_answers", cycle, stage)),
        "ended": ended,
        "route": route,
        "submission": submission,
        "may_except": fails and bool(may_now(request, "record_exception", cycle)),
        "agreements": agreements,
        "may_edit": stage == CycleStage.DO and bool(may_now(request, "edit", cycle)),
        "submit_verdict": may_now(request, "submit", cycle),
        "steps": steps,
        "to_ask": len(to_ask) if to_ask and may_now(request, "answer", cycle, to_ask[0].answer) else 0,
        "short": short_link(cycle, stage, steps),
    }
    return render(request, "overview/stage.html", cycle_header(cycle, stage) | context)


def when_of(cycle: Cycle, stage: str) -> str:
    """Where the cycle stands to a stage: past, now, to_come; or stopped in it, or never to come to it."""
    if stage in past_stages(cycle):
        return "past"
    if cycle.stage == CycleStage.STOPPED:
        return "stopped" if stage == cycle.stopped_in else "never"
    return "now" if stage == cycle.stage else "to_come"
