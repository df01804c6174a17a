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
from accounts.roles import roles_of
from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.forms.dates import DoneForm, NotDoneForm, PlanAllForm, PlanForm
from cycles.models import Cycle, PlannedDate
from cycles.presenters.dates import MilestoneStatus, dates_of
from cycles.services.scheduling import mark_done, plan_all_dates, plan_date
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, posted_number
from ui.wording import counted, day, listed

FORMS: Mapping[str, type[forms.Form]] = {"plan": PlanForm, "done": DoneForm, "not_done": NotDoneForm}


@require_safe
def dates(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    context = cycle_header(cycle, "overview") | {
        "dates": dates_of(cycle, timezone.localdate(), for_councillors=not roles_of(signed_in(request)).is_officer),
        "may_plan": may_now(request, "plan_dates", cycle),
    }
    return render(request, "cycles/dates/list.html", context)


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def plan_all(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan every date to come anew, with the same days to spare."""
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "plan_dates", cycle))
    spare = cycle.edition.figures["slack_on_track_from"][cycle.tier]
    form = PlanAllForm(posted(request), initial={"spare": spare, "version": cycle.version})
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                moved = plan_all_dates(
                    cycle,
                    form.cleaned_data["spare"],
                    reason=form.cleaned_data["reason"],
                    actor=signed_in(request),
                    at=timezone.now(),
                    seen_version=form.cleaned_data["version"],
                )
                messages.success(request, f"{counted(len(moved), 'date')} planned anew.")
                return redirect("dates", reference)
        except Stale:
            changed, cycle = True, cycle_or_404(request, reference)
            sent = request.POST.copy()
            sent["version"] = str(cycle.version)
            form = PlanAllForm(sent)
    context = cycle_header(cycle, "overview") | {"form": form, "changed": changed, "enough": spare}
    return render(request, "cycles/dates/plan_all.html", context, status=409 if changed else 200)


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
    form, moved = FORMS[action](request.POST, prefix=action), {}
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
                    moved = plan_date(row, **values)
                else:
                    mark_done(row, **{"done_on": None} | values)
        except Stale:
            return _page(request, _date_or_404(cycle, milestone), {action: form}, changed=True)
    if not form.is_valid():
        return _page(request, row, {action: form})
    others = [f"{name} to {day(planned)}" for name, planned in moved.items()]
    then = f" Moved with it: {listed(others)}." if others else ""
    messages.success(request, f"{row.kind.name}: saved.{then}")
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
    if isinstance(plan := submitted.get("plan"), PlanForm):
        plan.hide_breach_reason()
    context = cycle_header(row.cycle, "overview") | {
        "milestone": milestone,
        "forms": {action: submitted.get(action) or FORMS[action](prefix=action) for action in actions},
        "form": next(iter(submitted.values()), None),
        "changed": changed,
    }
    return render(request, "cycles/dates/one.html", context, status=409 if changed else 200)
