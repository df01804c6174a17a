"""The portfolio: list, board and timeline of the same cycles, with the whole state in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exports.views import as_csv, as_workbook
from portfolio.models import Way
from portfolio.presenters.board import board as board_of
from portfolio.presenters.cycle_rows import cycle_rows, timeline_rows
from portfolio.selectors.listed_rows import lanes_of, rows_of
from portfolio.selectors.listing import matching_cycles
from portfolio.selectors.pagination import CappedPaginator
from portfolio.views.list_context import ListContext, list_context
from ui.charts.timeline import Scale


@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    return list_page(request, list_context(request))


def list_page(request: HttpRequest, asked: ListContext, error: str = "") -> HttpResponse:
    """`error` is what is wrong with the choice of cycles in the list."""
    paginator = CappedPaginator(matching_cycles(asked.visible, asked.state))
    page = paginator.get_page(request.GET.get("page"))
    rows = cycle_rows(rows_of(list(page.object_list), asked.today), asked.today, drafts=asked.reads_drafts)
    context = {"page": page, "matches": paginator, "rows": rows, "error": error}
    return render(request, "portfolio/list.html", asked.template_context(Way.LIST) | context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "cycles")


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "cycles")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The four stages: ended cycles are in the list."""
    asked = list_context(request)
    columns = board_of(asked.visible, asked.state, asked.today, drafts=asked.reads_drafts)
    context = {"matches": columns, "columns": columns.columns}
    return render(request, "portfolio/board.html", asked.template_context(Way.BOARD) | context)


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Live cycles alone: ended ones have no dates to come."""
    asked = list_context(request)
    today, paginator = asked.today, CappedPaginator(matching_cycles(asked.visible, asked.state.live))
    page = paginator.get_page(request.GET.get("page"))
    scale = Scale.of_years(today, int(asked.state.years))
    context = {
        "page": page,
        "matches": paginator,
        "rows": timeline_rows(lanes_of(list(page.object_list), today), scale, today),
        "head": scale.head(today),
        "grid": scale.grid,
        "today": scale.at(today),
    }
    return render(request, "portfolio/timeline.html", asked.template_context(Way.TIMELINE) | context)
