"""The portfolio: list, board and timeline of the same cycles, with everything that is asked in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.lanes import Scale
from exports.views import as_csv, as_workbook
from portfolio.models import Way
from portfolio.presenters.board import board as board_of
from portfolio.presenters.cycle_rows import lines_of, rows_of
from portfolio.views.list_context import Portfolio, asked_by


@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    return list_page(request, asked_by(request))


def list_page(request: HttpRequest, asked: Portfolio, fault: str = "") -> HttpResponse:
    """`fault` is what is wrong with the choice of cycles in the list."""
    page = asked.found.page(request.GET.get("page"))
    rows = rows_of(list(page.object_list), drafts=asked.reads_drafts)
    context = {"page": page, "found": asked.found, "rows": rows, "fault": fault}
    return render(request, "portfolio/list.html", asked.context(Way.LIST) | context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "cycles")


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "cycles")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The four stages: what has ended is in the list."""
    asked = asked_by(request)
    found = board_of(asked.user.pk, asked.sight, asked.asked, drafts=asked.reads_drafts)
    columns = [(column, asked.asked.but("stage", column.stage)) for column in found.columns]
    return render(request, "portfolio/board.html", asked.context(Way.BOARD) | {"found": found, "columns": columns})


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Live cycles alone: what has ended has no dates to come."""
    asked = asked_by(request)
    found = asked.live
    page = found.page(request.GET.get("page"))
    on = asked.asked.on
    scale = Scale.of_years(on, int(asked.asked.years))
    lines = [(line, line.on(scale)) for line in lines_of(list(page.object_list), on)]
    drawn = {"lines": lines, "head": scale.head(on), "grid": scale.grid, "today": scale.at(on)}
    context = {"page": page, "found": found} | drawn
    return render(request, "portfolio/timeline.html", asked.context(Way.TIMELINE) | context)
