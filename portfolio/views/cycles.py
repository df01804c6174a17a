"""The portfolio: list, board and timeline of the same cycles, with everything that is asked in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.standing import standing
from commissioning.lanes import Scale
from cycles.models import Cycle
from cycles.policies import may_start
from cycles.queries.visible import visible_to
from cycles.views.reading import member
from portfolio.queries.listing import Asked, Listing, columns_for, filters_for, listed
from portfolio.queries.rows import board as board_of
from portfolio.queries.rows import lines_of, rows_of

A_PAGE = 50
YEARS = {"1": 1, "3": 3, "5": 5}
DEFAULT_YEARS = "3"


@dataclass(frozen=True)
class Portfolio:
    """What somebody asked for, of what they may see."""

    user: User
    visible: QuerySet[Cycle]
    listing: Listing

    @property
    def found(self) -> QuerySet[Cycle]:
        return listed(self.visible, self.listing.asked)

    @property
    def reads_drafts(self) -> bool:
        return standing(self.user).is_officer

    def context(self, here: str) -> dict[str, Any]:
        return {
            "here": here,
            "listing": self.listing,
            "reads_drafts": self.reads_drafts,
            "may_start": may_start(self.user),
        }


def _asked(request: HttpRequest) -> Portfolio:
    """What the address asks for beyond the filters that there are is ignored."""
    user = member(request)
    visible = visible_to(user, timezone.localdate())
    filters, columns = filters_for(visible), columns_for(user)
    return Portfolio(user, visible, Listing(Asked.of(request.GET, filters, columns), filters, columns))


@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    page = Paginator(asked.found, A_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page.object_list), drafts=asked.reads_drafts)
    any_cycles = page.paginator.count or asked.visible.exists()
    context = {"page": page, "count": page.paginator.count, "rows": rows, "any_cycles": any_cycles}
    return render(request, "portfolio/list.html", asked.context("list") | context)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    columns = board_of(asked.found, drafts=asked.reads_drafts)
    count = sum(column.count for column in columns)
    context = {"board": columns, "count": count, "any_cycles": count or asked.visible.exists()}
    return render(request, "portfolio/board.html", asked.context("board") | context)


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Live cycles alone: what has ended has no dates to come."""
    asked, on = _asked(request), timezone.localdate()
    years = request.GET.get("years", DEFAULT_YEARS)
    scale = Scale.of_years(on, YEARS.get(years, YEARS[DEFAULT_YEARS]))
    page = Paginator(asked.found.filter(ended_at__isnull=True), A_PAGE).get_page(request.GET.get("page"))
    lines = [(line, line.on(scale)) for line in lines_of(list(page.object_list), on)]
    context = {
        "page": page,
        "count": page.paginator.count,
        "lines": lines,
        "scale": scale,
        "ranges": [(value, value == years) for value in YEARS],
        "any_cycles": page.paginator.count or asked.visible.exists(),
    }
    return render(request, "portfolio/timeline.html", asked.context("timeline") | context)
