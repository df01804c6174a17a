"""What stands behind the figures: contracts, decisions, the four signs, and what each figure means."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.standing import standing
from cycles.views.reading import member
from dashboard.presenters import drilldown_tables as rows
from dashboard.presenters.page import MONTHS, newest, quarter_name
from dashboard.selectors.areas import Scope
from dashboard.selectors.filters import AHEAD, ENDED, QUIET, SOON, UNKNOWN
from dashboard.views.pages import around, page_of
from dashboard.views.tables import paged
from principles.models import Ambition

QUARTER = re.compile(rf"{ENDED}|{UNKNOWN}|20\d\d-[1-4]")

# Each sign with the lists that it is counted from: what counts, and what is missing.
SIGNS: dict[str, tuple[Callable[[Scope, date], rows.Table], ...]] = {
    "covered": (rows.uncovered, rows.covered),
    "moving": (lambda scope, on: rows.quiet(scope, on, on - QUIET),),
    "evidenced": (rows.evidenced,),
    "decided": (rows.overdue, rows.decided),
}


@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """All that end within sixteen months; `?ends=2027-1` those of a quarter, `?lapse=yes` those that could.

    `?value=unknown` those without a yearly value.
    """
    page = page_of(request)
    ends, lapse = request.GET.get("ends", ""), request.GET.get("lapse", "")
    quarter = ends if QUARTER.fullmatch(ends) else ""
    unknown = request.GET.get("value") == UNKNOWN
    table = rows.contracts(page.scope, page.on, quarter, lapse if lapse in rows.CONTRACTS else "", unknown=unknown)
    context = {"quarter": quarter_name(quarter) if quarter else "", "until": page.on + AHEAD, "unknown": unknown}
    return render(request, "dashboard/contracts.html", around(request, page) | context | paged(request, table))


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """All that are still to be taken; `?within=6` those of six months, `?ambition=life` those that serve one.

    `?value=unknown` those without a whole-life value.
    """
    page = page_of(request)
    until = page.on + SOON if request.GET.get("within") == MONTHS else None
    code = request.GET.get("ambition", "")
    ambition = newest(Ambition, page.on).get(code, "")
    unknown = request.GET.get("value") == UNKNOWN
    table = rows.decisions(page.scope, page.on, until, code if ambition else "", unknown=unknown)
    context = around(request, page) | {"until": until, "ambition": ambition, "unknown": unknown}
    return render(request, "dashboard/decisions.html", context | paged(request, table))


@require_safe
def stage(request: HttpRequest, stage: str) -> HttpResponse:
    """The gates that the median time through a stage is of."""
    member(request)
    page = page_of(request)
    line = next((line for line in page.stages if line.stage == stage), None)
    if line is None:
        raise Http404("There is no such stage")
    context = around(request, page) | {"line": line} | paged(request, rows.passed(page.scope, page.on, stage))
    return render(request, "dashboard/stage.html", context)


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Conditions of gates that were passed: all of them, or `?which=kept`, `late` or `open`."""
    page, which = page_of(request), request.GET.get("which", "")
    table = rows.promises(page.scope, page.on, which if which in rows.PROMISES else "made")
    return render(request, "dashboard/promises.html", around(request, page) | paged(request, table))


@require_safe
def in_use(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard/in_use.html", around(request, page_of(request)))


@require_safe
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """One sign with the rows that it was counted from, the first list being what keeps it from its aim.

    What a cycle answers before its gate is decided is its team's: councillors read it of a directorate together.
    """
    user = member(request)
    if code not in SIGNS:
        raise Http404("There is no such sign")
    page = page_of(request)
    found = next(one for one in page.signs.signs if one.code == code)
    chosen = _chosen(request, code)
    context = {"sign": found, "lists": [table(page.scope, page.on).title for table in SIGNS[code]], "which": chosen}
    table = SIGNS[code][chosen](page.scope, page.on)
    together = code == "evidenced" and not standing(user).is_officer
    shown = {"table": table, "rows": None} if together else paged(request, table)
    return render(request, "dashboard/sign.html", around(request, page) | context | shown)


def _chosen(request: HttpRequest, code: str) -> int:
    """Which of the lists the address asks for; the first unless it says another."""
    which = request.GET.get("which", "0")
    return int(which) if which in {str(place) for place in range(len(SIGNS[code]))} else 0


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    member(request)
    return render(request, "dashboard/definitions.html", {"page": page_of(request), "on": timezone.localdate()})
