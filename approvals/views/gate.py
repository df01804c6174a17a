"""A gate: whether it can be submitted, what was submitted, and taking a submission back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import roles_of
from accounts.views.access import person, require
from accounts.views.error_handling import errors_to_form, refused_is_403
from approvals.forms.submitting import WithdrawForm
from approvals.models import Submission
from approvals.presenters.readiness import readiness_of
from approvals.presenters.routes import RouteStep, route_of
from approvals.presenters.sealed_pack import Sealed
from approvals.presenters.submission_outcome import changes_from_previous, submission_seen
from approvals.presenters.submissions import decisions_with_details, may_read_submission, previous_of, submissions_of
from approvals.presenters.waiting_times import GateClock, clocks_of
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.submitting import withdraw as take_back
from cycles.models import Cycle
from cycles.policies import may
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, require_readable_work


@require_safe
def readiness(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """What blocks the gate, or for whom it waits, or what became of it; with everything submitted to it."""
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    submissions = list(submissions_of(person(request), cycle, stage))
    context = cycle_header(cycle, stage) | {"stage": stage, "submissions": submissions}
    waiting = pending_submission(cycle) if cycle.sealed_at and cycle.stage == stage else None
    if waiting:
        page, more = "waiting", _waiting(request, cycle, waiting)
    elif cycle.stage == stage:
        page, more = "readiness", _ready(request, cycle)
    else:
        page, more = "elsewhere", {"to_come": _is_to_come(cycle, stage)}
    clocks = _clocks(request, cycle, stage, more.get("step"))
    return render(request, f"approvals/{page}.html", context | more | {"clocks": clocks})


def _clocks(request: HttpRequest, cycle: Cycle, stage: str, step: RouteStep | None) -> list[GateClock]:
    """Who had the gate and for how long: for officers, as submissions that came back are."""
    if not roles_of(person(request)).is_officer:
        return []
    holder = str(step.expected.user) if step and step.expected else ""
    return clocks_of(cycle, timezone.localdate(), stage=stage, holder=holder)


def _ready(request: HttpRequest, cycle: Cycle) -> dict[str, Any]:
    user, on = person(request), timezone.localdate()
    verdict = may_now(request, "submit", cycle)
    found = readiness_of(cycle, cycle.stage, on, submitter=user if verdict else None)
    return {
        "readiness": found,
        "gaps": [(gap, gap.late_by(on)) for gap in found.gaps],
        "may_submit": bool(verdict),
        "why_not": verdict.reason,
    }


def _waiting(request: HttpRequest, cycle: Cycle, submission: Submission) -> dict[str, Any]:
    on = timezone.localdate()
    submission.cycle = cycle
    route = route_of(submission, on)
    step = next((step for step in route if step.state == "now"), None)
    return {
        "submission": submission,
        "route": route,
        "step": step,
        "waiting": step.waiting(on) if step else 0,
        "may_decide": bool(may_now(request, "decide", cycle, submission)),
        "may_withdraw": bool(may_now(request, "withdraw", cycle)),
    }


def _is_to_come(cycle: Cycle, stage: str) -> bool:
    return cycle.is_live and stage != cycle.stage and not cycle.has_passed(stage)


@require_safe
def submission(request: HttpRequest, reference: str, stage: str, number: int) -> HttpResponse:
    """The sealed pack as it was put to the gate, with the decisions recorded on it."""
    cycle = cycle_or_404(request, reference)
    shown = Submission.objects.filter(cycle=cycle, stage=stage, number=number).select_related("submitted_by").first()
    if shown is None:
        raise Http404("There is no such submission")
    shown.cycle = cycle
    user, on = person(request), timezone.localdate()
    require(may_read_submission(user, shown))
    officer = roles_of(user).is_officer
    decisions = list(decisions_with_details().filter(submission=shown))
    context = cycle_header(cycle, stage) | {
        "stage": stage,
        "submission": shown,
        "sealed": Sealed(shown.pack, officer=officer),
        "officer": officer,
        "previous": previous_of(shown) if officer else None,
        "changes": changes_from_previous(shown) if officer else [],
        "decisions": [(decision, _may_correct(request, shown, decision)) for decision in decisions],
        "route": route_of(shown, on),
        "may_decide": bool(may("decide", user, cycle, on, shown)),
        "just_submitted": "submitted" in request.GET and shown.submitted_by_id == user.pk,
    }
    return render(request, "approvals/submission.html", context)


def _may_correct(request: HttpRequest, submission: Submission, decision: Any) -> bool:
    decision.submission = submission
    return bool(may_now(request, "correct", submission.cycle, decision))


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def withdraw(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Take the pending submission back, with the reason that its deciders are told."""
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    require(may_now(request, "withdraw", cycle))
    waiting = pending_submission(cycle)
    if waiting is None or waiting.stage != stage:
        return redirect("gate", reference, stage)
    seen = submission_seen(cycle.pk, request.POST.get("digest", ""))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            take_back(seen or waiting, reason=form.cleaned_data["reason"], actor=person(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, "Submission withdrawn. You can change the answers again.")
            return redirect("gate", reference, stage)
    context = {"cycle": cycle, "stage": stage, "submission": waiting, "form": form}
    return render(request, "approvals/withdraw.html", context)
