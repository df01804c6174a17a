"""Entering the figures of a demand series: typed into a table, pasted, or from a file; checked before they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Stale
from accounts.views.access import signed_in
from accounts.views.error_handling import refused_is_403
from cycles.models import Cycle
from exports.spreadsheets import as_csv
from stages.analyse.figure_rows import TypedRow, read_figures
from stages.analyse.forms.demand import FiguresFileForm, posted_rows, with_empty_rows
from stages.analyse.kinds import DEMAND
from stages.analyse.models import DemandFigure, DemandSeries, FigureKind
from stages.analyse.services.demand import enter_figures
from stages.analyse.views.needs import ALLOWED, STAGE, needs_url, series_or_404
from stages.records.services.tables import CHANGED
from stages.records.views.shortcuts import cycle_to_change, page_context
from stages.records.views.tables import seen_version
from ui.wording import counted

FILE = "file"  # what the button of the pasted table sends
SAMPLES: Mapping[FigureKind, Sequence[Sequence[object]]] = {
    FigureKind.POPULATION: [("Year", "Value"), (2025, 194060), (2030, 217390), (2035, 238846)],
    FigureKind.HISTORY: [("Year", "Value"), *((2018 + place, 3100 + 55 * place) for place in range(8))],
    FigureKind.PROJECTION: [("Year", "Low", "Central", "High"), (2026, 4900, 5050, 5200), (2027, 4950, 5150, 5350)],
}


@refused_is_403
@require_http_methods(ALLOWED)
def figures(request: HttpRequest, reference: str, pk: int, kind: str) -> HttpResponse:
    """A pasted table or a file fills the table of the page; only that, once sent, is kept."""
    chosen = _kind_or_404(kind)
    cycle = cycle_to_change(request, reference, STAGE)
    series = series_or_404(cycle, pk)
    if request.method != "POST":
        return _page(request, cycle, series, chosen, _stored(series, chosen), FiguresFileForm(kind=chosen))
    if request.POST.get("send") == FILE:
        return _preview(request, cycle, series, chosen)
    file_form = FiguresFileForm(kind=chosen)
    rows = posted_rows(request.POST)
    table = read_figures(rows, has_range=file_form.has_range, whole=series.area)
    if table.problems:
        return _page(request, cycle, series, chosen, rows, file_form, table.problems)
    try:
        enter_figures(
            series,
            chosen,
            table.figures,
            seen_version=seen_version(request),
            actor=signed_in(request),
            at=timezone.now(),
        )
    except Stale as stale:
        if not isinstance(stale.row, DemandSeries):
            messages.warning(request, "Somebody removed this series meanwhile.")
            return redirect(needs_url(cycle))
        return _page(request, cycle, stale.row, chosen, rows, file_form, status=409)
    messages.success(request, f"Kept {counted(len(table.figures), 'row')} of {chosen.label.lower()}.")
    return redirect(needs_url(cycle))


def _preview(request: HttpRequest, cycle: Cycle, series: DemandSeries, kind: FigureKind) -> HttpResponse:
    """The pasted rows in the table, each fault beside its row. Nothing is kept."""
    form = FiguresFileForm(request.POST, request.FILES, kind=kind)
    if not form.is_valid():
        return _page(request, cycle, series, kind, _stored(series, kind), form)
    rows = form.cleaned_data["rows"]
    problems = read_figures(rows, has_range=form.has_range, whole=series.area).problems
    return _page(request, cycle, series, kind, rows, FiguresFileForm(kind=kind), problems, is_preview=True)


@require_safe
def sample(request: HttpRequest, reference: str, kind: str) -> HttpResponseBase:
    """A small table to fill, in the form in which it can be sent."""
    cycle_to_change(request, reference, STAGE)
    chosen = _kind_or_404(kind)
    return as_csv(SAMPLES[chosen], f"sample-{chosen}.csv")


def _page(
    request: HttpRequest,
    cycle: Cycle,
    series: DemandSeries,
    kind: FigureKind,
    rows: Sequence[TypedRow],
    file_form: FiguresFileForm,
    problems: Mapping[int, str] | None = None,
    *,
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    """`status` 409: somebody else changed the series, whose figures as they are now stand above what was typed."""
    context = page_context(request, cycle, STAGE, DEMAND.code) | {
        "series": series,
        "kind": kind,
        "has_range": file_form.has_range,
        "rows": [(row, (problems or {}).get(row.number, "")) for row in with_empty_rows(rows)],
        "number": len(rows),
        "problems": problems or {},
        "file_form": file_form,
        "is_preview": is_preview,
        "changed": CHANGED if status == 409 else "",
        "now": _stored(series, kind) if status == 409 else [],
        "back": needs_url(cycle),
    }
    return render(request, "stages/demand/figures.html", context, status=status)


def _stored(series: DemandSeries, kind: FigureKind) -> list[TypedRow]:
    rows = DemandFigure.objects.filter(series=series, kind=kind)
    return [
        TypedRow(number, row.area or series.area, str(row.year), _text(row.low), _text(row.central), _text(row.high))
        for number, row in enumerate(rows, 1)
    ]


def _text(value: object) -> str:
    """1234.5 for 1234.50."""
    return "" if value is None else f"{value}".removesuffix("0").removesuffix(".0")


def _kind_or_404(code: str) -> FigureKind:
    if code not in FigureKind.values:
        raise Http404("There are no such figures")
    return FigureKind(code)
