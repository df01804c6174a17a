"""The dates of a cycle: the list, and the page on which one is planned anew or marked as done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Stale
from accounts.verdict import require
from accounts.views.access import signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.forms.dates import DoneForm, NotDoneForm, PlanForm
from cycles.models import Cycle, PlannedDate
from cycles.presenters.dates import MilestoneStatus, dates_of
from cycles.services.scheduling import mark_done, plan_date
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, posted_number

FORMS: Mapping[str, type[forms.Form]] = {"plan": PlanForm, "done": DoneForm, "not_done": NotDoneForm}


@require_safe
def dates(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    context = cycle_header(cycle, "overview") | {
        "dates": dates_of(cycle, timezone.localdate()),
        "may_plan": may_now(request, "plan_dates", cycle),
    }
    return render(request, "cycles/dates/list.html", context)


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def date(request: HttpRequest, reference: str, milestone: str) -> HttpResponse:
    """One date with its forms; `action` names the submitted one."""
    cycle = cycle_or_404(request, reference)
    row = _date_or_404(cycle, milestone)
    require(may_now(request, "plan_dates", cycle))
    action = request.POST.get("action", "")
    if request.method != "POST" or action not in FORMS:
        return _page(request, row)
    form = FORMS[action](request.POST, prefix=action)
    if form.is_valid():
        try:
            with errors_to_form(form):
                values: dict[str, Any] = {
                    **form.cleaned_data,
                    "actor": signed_in(request),
                    "at": timezone.now(),
                    "seen_version": posted_number(request.POST.get("version", "")),
                }
                if action == "plan":
                    plan_date(row, **values)
                else:
                    mark_done(row, **{"done_on": None} | values)
        except Stale:
            return _page(request, _date_or_404(cycle, milestone), {action: form}, changed=True)
    if not form.is_valid():
        return _page(request, row, {action: form})
    messages.success(request, f"{row.kind.name}: saved.")
    return redirect("dates", reference)


def _date_or_404(cycle: Cycle, milestone: str) -> PlannedDate:
    row = cycle.dates.filter(milestone=milestone.replace("-", "_"), applies=True).first()
    if row is None or row.milestone == "start_analyse":
        raise Http404("There is no such date in this cycle")
    row.cycle = cycle
    return row


def _page(
    request: HttpRequest, row: PlannedDate, sent: Mapping[str, forms.Form] | None = None, *, changed: bool = False
) -> HttpResponse:
    """The forms that the state of the date allows; `sent` is the submitted one, shown with its errors."""
    milestone = MilestoneStatus(row, row.cycle, timezone.localdate())
    if row.kind.is_gate:
        actions = [] if row.done_on or milestone.stage_is_over else ["plan"]
    elif row.done_on:
        actions = ["not_done"]
    else:
        actions = ["done"] if milestone.stage_is_over else ["plan", "done"]
    submitted = sent or {}
    context = cycle_header(row.cycle, "overview") | {
        "milestone": milestone,
        "forms": {action: submitted.get(action) or FORMS[action](prefix=action) for action in actions},
        "form": next(iter(submitted.values()), None),
        "changed": changed,
    }
    return render(request, "cycles/dates/one.html", context, status=409 if changed else 200)
