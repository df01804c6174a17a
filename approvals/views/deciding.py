"""Deciding a gate: read and decide, set conditions or choose questions to reopen, check, record."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import person, require
from accounts.views.error_handling import refused_is_403
from approvals import packs
from approvals.forms.deciding import LONGEST, DecisionForm, ReopenForm
from approvals.forms.submitting import rows_said
from approvals.models import Outcome
from approvals.presenters.sealed_pack import Sealed
from approvals.services.deciding import decide as record_decision
from approvals.services.deciding import decision_faults
from approvals.services.drafting import decision_input, draft_values, save_decision_draft
from approvals.views import decision_pages as pages
from approvals.views.decision_context import Turn, next_page, shown_turn, turn_and_draft, turn_of, typed
from approvals.views.stale_decision import overtaken, recorded_by
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_or_404, may_now, require_readable_work

ALLOWED = ["GET", "HEAD", "POST"]


@require_http_methods(ALLOWED)
@refused_is_403
def decide(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """The gate on one page. Whoever can't decide it reads the same without the form, and for whom it waits."""
    cycle = _readable(request, reference, stage)
    try:
        turn = turn_of(request, cycle, stage)
    except Stale as stale:
        return overtaken(request, cycle, stage, stale, typed(request, cycle, stage))
    if turn is None:
        return redirect("gate", reference, stage)
    verdict = may_now(request, "decide", cycle, turn.submission)
    if request.method == "POST":
        require(verdict)
        return _decided(request, turn)
    form = _form(turn, initial=DecisionForm.shown(draft_values(turn.step, person(request)))) if verdict else None
    return pages.decision_page(request, turn, form, why_not=verdict.reason)


def _decided(request: HttpRequest, turn: Turn) -> HttpResponse:
    """Keep what was filled in, and go on to what the outcome asks for next."""
    form = _form(turn, request.POST)
    complete, later = form.is_valid(), "later" in request.POST
    if not complete and not (later and len(request.POST.get("reasons", "")) <= LONGEST):
        return pages.decision_page(request, turn, form)
    _keep(request, turn, **form.said())
    if later:
        messages.success(request, "Your decision is kept for you to finish. Nothing is recorded yet.")
        return redirect("my-work")
    return redirect(next_page(form.said()["outcome"]), *turn.place)


@require_http_methods(ALLOWED)
@refused_is_403
def conditions(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """What must be done, by whom, by when, checked by whom; prefilled from what the team proposes."""
    cycle = _readable(request, reference, stage)
    try:
        turn, values = turn_and_draft(request, cycle, stage)
    except Stale as stale:
        return overtaken(request, cycle, stage, stale, typed(request, cycle, stage))
    if turn is None or values["outcome"] != Outcome.PASS_WITH_CONDITIONS:
        return redirect("decide", reference, stage)
    if request.method != "POST":
        return pages.conditions_page(request, turn, pages.condition_rows(turn, values, another="add" in request.GET))
    rows = pages.condition_rows(turn, values, request.POST)
    if "remove" in request.POST or not rows.is_valid():
        return pages.conditions_page(request, turn, rows)
    _keep(request, turn, conditions=rows_said(rows))
    if "add" in request.POST:
        return redirect(f"{request.path}?add=1#another")
    return redirect("decide-check", *turn.place)


@require_http_methods(ALLOWED)
@refused_is_403
def reopen(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Which questions the team must answer again."""
    cycle = _readable(request, reference, stage)
    try:
        turn, values = turn_and_draft(request, cycle, stage)
    except Stale as stale:
        return overtaken(request, cycle, stage, stale, typed(request, cycle, stage))
    if turn is None or values["outcome"] != Outcome.RETURN:
        return redirect("decide", reference, stage)
    answers = Sealed(turn.submission.pack, officer=True).answers
    form = ReopenForm(request.POST or None, initial={"reopened": values["reopened"]}, answers=answers)
    if request.method != "POST" or not form.is_valid():
        return pages.reopen_page(request, turn, form)
    _keep(request, turn, reopened=form.cleaned_data["reopened"])
    return redirect("decide-check", *turn.place)


@require_http_methods(ALLOWED)
@refused_is_403
def check(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Everything once more, then it is recorded. Sending it twice leads to what was recorded."""
    cycle = _readable(request, reference, stage)
    try:
        turn, values = shown_turn(request, cycle, stage) or turn_and_draft(request, cycle, stage)
        if turn is None or not values["outcome"]:
            return redirect("decide", reference, stage)
        if request.method == "POST" and request.POST.get("draft") == packs.digest(values):
            return _record(request, turn, values)
        return _check_page(request, turn, values)
    except Stale as stale:
        decision = recorded_by(stale, person(request).pk, request.POST.get("outcome", ""))
        if decision:
            return redirect("submission", reference, stage, decision.submission.number)
        return overtaken(request, cycle, stage, stale, typed(request, cycle, stage))


def _record(request: HttpRequest, turn: Turn, values: pages.Values) -> HttpResponse:
    ruling = decision_input(values, digest=turn.submission.digest, step=turn.step.position)
    try:
        decision = record_decision(turn.submission, ruling, actor=person(request), at=timezone.now())
    except ValidationError:
        return _check_page(request, turn, values)
    messages.success(request, pages.recorded(decision))
    return redirect("submission", *turn.place, turn.submission.number)


def _check_page(request: HttpRequest, turn: Turn, values: pages.Values) -> HttpResponse:
    """The check page, or on first sight the page on which something is still missing.

    Something sent that can't be recorded comes back with what is wrong, or with what another window has changed.
    """
    ruling = decision_input(values, digest=turn.submission.digest, step=turn.step.position)
    faults = decision_faults(turn.submission, turn.step, ruling, timezone.localdate())
    if faults and request.method != "POST":
        return redirect(pages.page_of_fault(next(iter(faults))), *turn.place)
    return pages.check_page(request, turn, values, faults)


def _readable(request: HttpRequest, reference: str, stage: str) -> Cycle:
    cycle = cycle_or_404(request, reference)
    require_readable_work(request, cycle, stage)
    return cycle


def _form(turn: Turn, *args: object, **kwargs: object) -> DecisionForm:
    return DecisionForm(*args, submission=turn.submission, step=turn.step, on=timezone.localdate(), **kwargs)


def _keep(request: HttpRequest, turn: Turn, **values: object) -> None:
    save_decision_draft(turn.submission, turn.step, values, actor=person(request), at=timezone.now())
