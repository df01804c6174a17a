"""Deciding a gate: read and decide, set conditions or choose questions to reopen, check, record."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cycles import packs
from cycles.forms.deciding import LONGEST, DecisionForm, ReopenForm
from cycles.forms.submitting import rows_said
from cycles.models import Cycle, Outcome
from cycles.queries.sealed import Sealed
from cycles.services.changing import Stale
from cycles.services.deciding import decide as record_decision
from cycles.services.deciding import ruling_faults
from cycles.services.drafting import drafted, ruling_of, save_decision_draft
from cycles.views import decision_pages as pages
from cycles.views.outcomes import refusals
from cycles.views.overtaken import overtaken, recorded_by
from cycles.views.reading import cycle_or_404, may_now, must, must_read_work, person
from cycles.views.turn import Turn, next_page, shown_turn, turn_and_draft, turn_of, typed

ALLOWED = ["GET", "HEAD", "POST"]


@require_http_methods(ALLOWED)
@refusals
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
        must(verdict)
        return _decided(request, turn)
    form = _form(turn, initial=DecisionForm.shown(drafted(turn.step, person(request)))) if verdict else None
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
@refusals
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
        return pages.conditions_page(request, turn, pages.promise_rows(turn, values, another="add" in request.GET))
    rows = pages.promise_rows(turn, values, request.POST)
    if "remove" in request.POST or not rows.is_valid():
        return pages.conditions_page(request, turn, rows)
    _keep(request, turn, conditions=rows_said(rows))
    if "add" in request.POST:
        return redirect(f"{request.path}?add=1#another")
    return redirect("decide-check", *turn.place)


@require_http_methods(ALLOWED)
@refusals
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
@refusals
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
    ruling = ruling_of(values, digest=turn.submission.digest, step=turn.step.position)
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
    ruling = ruling_of(values, digest=turn.submission.digest, step=turn.step.position)
    faults = ruling_faults(turn.submission, turn.step, ruling, timezone.localdate())
    if faults and request.method != "POST":
        return redirect(pages.page_of_fault(next(iter(faults))), *turn.place)
    return pages.check_page(request, turn, values, faults)


def _readable(request: HttpRequest, reference: str, stage: str) -> Cycle:
    cycle = cycle_or_404(request, reference)
    must_read_work(request, cycle, stage)
    return cycle


def _form(turn: Turn, *args: object, **kwargs: object) -> DecisionForm:
    return DecisionForm(*args, submission=turn.submission, step=turn.step, on=timezone.localdate(), **kwargs)


def _keep(request: HttpRequest, turn: Turn, **values: object) -> None:
    save_decision_draft(turn.submission, turn.step, values, actor=person(request), at=timezone.now())
