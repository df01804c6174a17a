"""The mitigations of an equality analysis, one page each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.models import Cycle
from stages.plan.characteristics import MITIGATIONS
from stages.plan.services.equality import save_mitigations
from stages.plan.views.equality_context import cycle_to_change, equality_context
from stages.records.forms import RecordForm, record_form
from stages.records.models import StageRecord
from stages.records.selectors.tables import record_of
from stages.records.services.tables import CHANGED, RowInput
from stages.records.views.tables import GONE, says, seen_version

ALLOWED = ["GET", "HEAD", "POST"]


@refused_is_403
@require_http_methods(ALLOWED)
def new_mitigation(request: HttpRequest, reference: str) -> HttpResponse:
    """`for` in the address ticks a group."""
    cycle = cycle_to_change(request, reference)
    initial = {"characteristics": request.GET.getlist("for")}
    form = record_form(MITIGATIONS)(posted(request), kind=MITIGATIONS, cycle=cycle, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                save_mitigations(cycle, [RowInput(form.values)], actor=signed_in(request), at=timezone.now())
        except Stale:
            messages.warning(request, "Open the equality analysis first.")
            return redirect("equality", reference)
        if not form.errors:
            messages.success(request, "Mitigation added.")
            return redirect(request.path if "another" in request.POST else _back(cycle))
    return _page(request, cycle, form)


@refused_is_403
@require_http_methods(ALLOWED)
def mitigation(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    cycle = cycle_to_change(request, reference)
    record = _record_or_404(cycle, pk)
    form = record_form(MITIGATIONS)(posted(request), kind=MITIGATIONS, cycle=cycle, instance=record)
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                rows = [RowInput(form.values, pk, seen_version(request))]
                save_mitigations(cycle, rows, actor=signed_in(request), at=timezone.now())
        except Stale as stale:
            now: Any = stale.row
            form.add_error(None, CHANGED if now else GONE)
            return _page(request, cycle, form, now, status=409)
        if not form.errors:
            messages.success(request, "Saved.")
            return redirect(_back(cycle))
    return _page(request, cycle, form, record)


@refused_is_403
@require_http_methods(ALLOWED)
def remove_mitigation(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Asks before it removes."""
    cycle = cycle_to_change(request, reference)
    record = _record_or_404(cycle, pk)
    if request.method == "POST":
        try:
            rows = [RowInput(None, pk, seen_version(request))]
            save_mitigations(cycle, rows, actor=signed_in(request), at=timezone.now())
        except Stale:
            messages.warning(request, "This mitigation was changed meanwhile. Read it again before you remove it.")
        else:
            messages.success(request, "Mitigation removed. The history keeps what it said.")
        return redirect(_back(cycle))
    context = equality_context(request, cycle) | {
        "kind": MITIGATIONS,
        "record": record,
        "title": MITIGATIONS.title_of(record),
        "says": says(MITIGATIONS, record),
        "back": _back(cycle),
    }
    return render(request, "stages/remove_row.html", context)


def _back(cycle: Cycle) -> str:
    return reverse("equality", args=[cycle.reference])


def _record_or_404(cycle: Cycle, pk: int) -> StageRecord:
    record = record_of(MITIGATIONS, cycle, pk)
    if record is None:
        raise Http404("There is no such mitigation")
    return record


def _page(
    request: HttpRequest, cycle: Cycle, form: RecordForm, record: StageRecord | None = None, status: int = 200
) -> HttpResponse:
    """Sent again after a clash, what was typed replaces what is there now: the page has its version."""
    context = equality_context(request, cycle) | {
        "form": form,
        "record": record,
        "is_stale": status == 409,
        "now": says(MITIGATIONS, record) if record and status == 409 else [],
        "back": _back(cycle),
    }
    return render(request, "stages/equality/mitigation.html", context, status=status)
