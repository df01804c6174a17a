"""Deciding a gate: read and decide, set conditions or choose questions to reopen, check, record."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import officer, require, signed_in
from accounts.views.error_handling import refused_is_403
from approvals import packs
from approvals.forms.deciding import LONGEST, DecisionForm, ReopenForm
from approvals.forms.submitting import rows_to_keep
from approvals.models import Outcome
from approvals.presenters.sealed_pack import SealedPack
from approvals.services.deciding import decide as record_decision
from approvals.services.deciding import decision_faults
from approvals.services.drafting import decision_input, draft_values, save_decision_draft
from approvals.views import decision_pages as pages
from approvals.views.decision_context import (
    DecisionContext,
    checked_context,
    context_and_draft,
    decision_context,
    entered_values,
    next_page,
)
from approvals.views.stale_decision import recorded_by, stale_decision
from cycles.models import Cycle
from cycles.views.shortcuts import cycle_or_404, may_now

ALLOWED = ["GET", "HEAD", "POST"]


@require_http_methods(ALLOWED)
@refused_is_403
def decide(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """The gate on one page. Whoever can't decide it reads the same without the form, and for whom it waits."""
    cycle = _readable(request, reference)
    try:
        context = decision_context(request, cycle, stage)
    except Stale as stale:
        return stale_decision(request, cycle, stage, stale, entered_values(request, cycle, stage))
    if context is None:
        return redirect("gate", reference, stage)
    verdict = may_now(request, "decide", cycle, context.submission)
    if request.method != "POST":
        form = None
        if verdict:
            values = draft_values(context.step, signed_in(request))
            form = _form(context, initial=DecisionForm.initial_values(values))
        return pages.decision_page(request, context, form, why_not=verdict.reason)
    require(verdict)
    form = _form(context, request.POST)
    complete, later = form.is_valid(), "later" in request.POST
    if not complete and not (later and len(request.POST.get("reasons", "")) <= LONGEST):
        return pages.decision_page(request, context, form)
    _keep(request, context, **form.draft())
    if later:
        messages.success(request, "Your decision is kept for you to finish. Nothing is recorded yet.")
        return redirect("my-work")
    return redirect(next_page(form.draft()["outcome"]), *context.url_args)


@require_http_methods(ALLOWED)
@refused_is_403
def conditions(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """What must be done, by whom, by when, checked by whom; prefilled from what the team proposes."""
    cycle = _readable(request, reference)
    try:
        context, values = context_and_draft(request, cycle, stage)
    except Stale as stale:
        return stale_decision(request, cycle, stage, stale, entered_values(request, cycle, stage))
    if context is None or values["outcome"] != Outcome.PASS_WITH_CONDITIONS:
        return redirect("decide", reference, stage)
    if request.method != "POST":
        return pages.conditions_page(
            request, context, pages.condition_rows(context, values, another="add" in request.GET)
        )
    rows = pages.condition_rows(context, values, request.POST)
    if "remove" in request.POST or not rows.is_valid():
        return pages.conditions_page(request, context, rows)
    _keep(request, context, conditions=rows_to_keep(rows))
    if "add" in request.POST:
        return redirect(f"{request.path}?add=1#another")
    return redirect("decide-check", *context.url_args)


@require_http_methods(ALLOWED)
@refused_is_403
def reopen(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Which questions the team must answer again."""
    cycle = _readable(request, reference)
    try:
        context, values = context_and_draft(request, cycle, stage)
    except Stale as stale:
        return stale_decision(request, cycle, stage, stale, entered_values(request, cycle, stage))
    if context is None or values["outcome"] != Outcome.RETURN:
        return redirect("decide", reference, stage)
    answers = SealedPack(context.submission.pack, officer=True).answers
    form = ReopenForm(request.POST or None, initial={"reopened": values["reopened"]}, answers=answers)
    if request.method != "POST" or not form.is_valid():
        return pages.reopen_page(request, context, form)
    _keep(request, context, reopened=form.cleaned_data["reopened"])
    return redirect("decide-check", *context.url_args)


@require_http_methods(ALLOWED)
@refused_is_403
def check(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Everything once more, then it is recorded. Sending it twice leads to what was recorded."""
    cycle = _readable(request, reference)
    try:
        context, values = checked_context(request, cycle, stage) or context_and_draft(request, cycle, stage)
        if context is None or not values["outcome"]:
            return redirect("decide", reference, stage)
        if request.method == "POST" and request.POST.get("draft") == packs.digest(values):
            data = decision_input(values, digest=context.submission.digest, step=context.step.position)
            try:
                decision = record_decision(context.submission, data, actor=signed_in(request), at=timezone.now())
            except ValidationError:
                return _check_page(request, context, values)
            messages.success(request, pages.recorded_message(decision))
            return redirect("submission", *context.url_args, context.submission.number)
        return _check_page(request, context, values)
    except Stale as stale:
        recorded = recorded_by(stale, signed_in(request).pk, request.POST.get("outcome", ""))
        if recorded:
            return redirect("submission", reference, stage, recorded.submission.number)
        return stale_decision(request, cycle, stage, stale, entered_values(request, cycle, stage))


def _check_page(request: HttpRequest, context: DecisionContext, values: pages.Values) -> HttpResponse:
    """The check page, or on first sight the page on which something is still missing.

    Something sent that can't be recorded comes back with what is wrong, or with what another window has changed.
    """
    data = decision_input(values, digest=context.submission.digest, step=context.step.position)
    faults = decision_faults(context.submission, context.step, data, timezone.localdate())
    if faults and request.method != "POST":
        return redirect(pages.page_of_fault(next(iter(faults))), *context.url_args)
    return pages.check_page(request, context, values, faults)


def _readable(request: HttpRequest, reference: str) -> Cycle:
    cycle = cycle_or_404(request, reference)
    officer(request)
    return cycle


def _form(context: DecisionContext, *args: object, **kwargs: object) -> DecisionForm:
    return DecisionForm(*args, submission=context.submission, step=context.step, today=timezone.localdate(), **kwargs)


def _keep(request: HttpRequest, context: DecisionContext, **values: object) -> None:
    save_decision_draft(context.submission, context.step, values, actor=signed_in(request), at=timezone.now())
