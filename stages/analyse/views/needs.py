"""The page of needs and demand, and those on which a demand series is added, changed and removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.models import Cycle
from stages.analyse.forms.demand import series_form
from stages.analyse.kinds import DEMAND
from stages.analyse.models import NEEDED_FIGURES, DemandMethod, DemandSeries
from stages.analyse.presenters.demand import demand_of_cycle
from stages.analyse.services.demand import add_series, change_series, choose_main_series, remove_series
from stages.records.forms import RecordForm
from stages.records.kinds import all_kinds
from stages.records.models import StoredFinding
from stages.records.selectors.tables import record_of, rows_of
from stages.records.services.tables import CHANGED
from stages.records.views.shortcuts import cycle_to_change, cycle_to_read, page_context
from stages.records.views.tables import GONE, says, seen_version

STAGE = "analyse"
ALLOWED = ["GET", "HEAD", "POST"]
SHOWN = 5  # findings and priorities; their own pages have all


@require_safe
def needs(request: HttpRequest, reference: str) -> HttpResponse:
    """Demand whole; findings and priorities briefly, each with its own page."""
    cycle = cycle_to_read(request, reference, STAGE)
    commitment, demand = demand_of_cycle(cycle)
    briefs = []
    for code in ("findings", "priorities"):
        kind = all_kinds()[code]
        rows = rows_of(kind, cycle, confirmed=True)
        briefs.append((kind, [kind.title_of(row) for row in rows[:SHOWN]], max(len(rows) - SHOWN, 0)))
    context = page_context(request, cycle, STAGE, DEMAND.code) | {
        "commitment": commitment,
        "demand": demand,
        "briefs": briefs,
        "finding": StoredFinding.objects.filter(cycle=cycle, check_name="demand_projected").first(),
    }
    return render(request, "stages/demand/needs.html", context)


@refused_is_403
@require_http_methods(ALLOWED)
def new_series(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_to_change(request, reference, STAGE)
    form = series_form(posted(request), cycle)
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            series = add_series(cycle, form.values, actor=signed_in(request), at=timezone.now())
        if not form.errors:
            messages.success(request, "Added. Enter its figures now.")
            kind = NEEDED_FIGURES[DemandMethod(series.method)]
            return redirect("demand-figures", reference, series.pk, kind)
    return _series_page(request, cycle, form)


@refused_is_403
@require_http_methods(ALLOWED)
def series(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change a series. One that somebody else changed meanwhile is shown beside what was typed."""
    cycle = cycle_to_change(request, reference, STAGE)
    record = series_or_404(cycle, pk)
    form = series_form(posted(request), cycle, record)
    if request.method == "POST" and form.is_valid():
        try:
            with errors_to_form(form):
                change_series(
                    record,
                    form.values,
                    seen_version=seen_version(request),
                    actor=signed_in(request),
                    at=timezone.now(),
                )
        except Stale as stale:
            now = stale.row if isinstance(stale.row, DemandSeries) else None
            form.add_error(None, CHANGED if now else GONE)
            return _series_page(request, cycle, form, now, status=409)
        if not form.errors:
            messages.success(request, "Saved, and projected anew.")
            return redirect(needs_url(cycle))
    return _series_page(request, cycle, form, record)


@refused_is_403
@require_http_methods(ALLOWED)
def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Asks before it removes: the figures go with the series, and the history alone keeps what they were."""
    cycle = cycle_to_change(request, reference, STAGE)
    record = series_or_404(cycle, pk)
    if request.method == "POST":
        try:
            remove_series(record, seen_version=seen_version(request), actor=signed_in(request), at=timezone.now())
        except Stale:
            messages.warning(request, "This series was changed meanwhile. Read it again before you remove it.")
        else:
            messages.success(request, f"Removed: {record.name}. The history keeps what it said.")
        return redirect(needs_url(cycle))
    context = page_context(request, cycle, STAGE, DEMAND.code) | {
        "kind": DEMAND,
        "record": record,
        "title": record.name,
        "says": says(DEMAND, record),
        "back": needs_url(cycle),
    }
    return render(request, "stages/remove_row.html", context)


@refused_is_403
@require_POST
def make_main(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    cycle = cycle_to_change(request, reference, STAGE)
    record = series_or_404(cycle, pk)
    try:
        choose_main_series(record, seen_version=seen_version(request), actor=signed_in(request), at=timezone.now())
    except Stale:
        messages.warning(request, "This series was changed meanwhile. Read it again.")
    else:
        messages.success(request, f"{record.name} is the main series now: the gate and the costs in Plan rest on it.")
    return redirect(needs_url(cycle))


def needs_url(cycle: Cycle) -> str:
    return reverse("needs", args=[cycle.reference])


def series_or_404(cycle: Cycle, pk: int) -> DemandSeries:
    record = record_of(DEMAND, cycle, pk)
    if not isinstance(record, DemandSeries):
        raise Http404("There is no such series")
    return record


def _series_page(
    request: HttpRequest, cycle: Cycle, form: RecordForm, record: DemandSeries | None = None, status: int = 200
) -> HttpResponse:
    """Sent again after a clash, what was typed replaces what is there now: the page has its version."""
    context = page_context(request, cycle, STAGE, DEMAND.code) | {
        "form": form,
        "record": record,
        "is_stale": status == 409,
        "now": says(DEMAND, record) if record and status == 409 else [],
        "back": needs_url(cycle),
    }
    return render(request, "stages/demand/series_form.html", context, status=status)
