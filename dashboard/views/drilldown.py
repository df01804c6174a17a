"""The cycles behind the figures: contracts, decisions, promises, the four signs; and what each figure means."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import roles_of
from accounts.views.access import member
from dashboard.presenters import drilldown_tables
from dashboard.presenters.arrangement_tables import CONTRACTS, contract_table, covered, uncovered
from dashboard.presenters.drilldown_tables import DrilldownTable
from dashboard.presenters.names import latest_names, quarter_name
from dashboard.presenters.page import LATE, MONTHS_AHEAD
from dashboard.selectors.areas import Scope
from dashboard.selectors.filters import ENDED, UNKNOWN
from dashboard.views.pages import base_context, page_of
from dashboard.views.tables import table_page
from principles.models import Ambition

QUARTER = re.compile(rf"{ENDED}|{UNKNOWN}|20\d\d-[1-4]")

# Each sign with the tables that it is counted from: what it lacks first, then what it has.
SIGNS: dict[str, tuple[Callable[[Scope, date], DrilldownTable], ...]] = {
    "covered": (uncovered, covered),
    "moving": (drilldown_tables.quiet,),
    "evidenced": (drilldown_tables.evidenced,),
    "decided": (drilldown_tables.overdue, drilldown_tables.decided),
}


@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """All that end by the last day counted; `?ends=2027-1` those of a quarter, `?lapse=yes` those that could.

    `?value=unknown` those without a yearly value.
    """
    page = page_of(request)
    ends, lapse = request.GET.get("ends", ""), request.GET.get("lapse", "")
    quarter = ends if QUARTER.fullmatch(ends) else ""
    lapse = lapse if lapse in CONTRACTS else ""
    unknown = request.GET.get("value") == UNKNOWN
    table = contract_table(page.scope, page.today, quarter, lapse, unknown=unknown)
    context = base_context(request, page) | {
        "quarter": quarter_name(quarter, page.today, page.ahead) if quarter else "",
        "until": page.ahead,
        "unknown": unknown,
    }
    return render(request, "dashboard/contracts.html", context | table_page(request, table))


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """All that are still to be taken; `?within=6` those that are counted, `?ambition=life` those that serve one.

    `?within=late` those whose planned day has gone, `?value=unknown` those without a whole-life value.
    """
    page = page_of(request)
    until = page.soon if request.GET.get("within") == MONTHS_AHEAD else None
    code = request.GET.get("ambition", "")
    ambition = latest_names(Ambition, page.today).get(code, "")
    unknown, late = request.GET.get("value") == UNKNOWN, request.GET.get("within") == LATE
    table = drilldown_tables.decisions(
        page.scope, page.today, until, code if ambition else "", unknown=unknown, late=late
    )
    context = base_context(request, page) | {"until": until, "ambition": ambition, "unknown": unknown, "late": late}
    return render(request, "dashboard/decisions.html", context | table_page(request, table))


@require_safe
def stage(request: HttpRequest, stage: str) -> HttpResponse:
    """The gates that the median time through a stage is of."""
    member(request)
    page = page_of(request)
    line = next((line for line in page.stages if line.stage == stage), None)
    if line is None:
        raise Http404("There is no such stage")
    table = drilldown_tables.passed(page.scope, page.today, stage)
    context = base_context(request, page) | {"line": line}
    return render(request, "dashboard/stage.html", context | table_page(request, table))


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Conditions of gates that were passed: all of them, or `?which=kept`, `late` or `open`."""
    officer = roles_of(member(request)).is_officer
    page, which = page_of(request), request.GET.get("which", "")
    kind = which if which in drilldown_tables.PROMISES else "made"
    table = drilldown_tables.promises(page.scope, page.today, kind, officer=officer)
    return render(request, "dashboard/promises.html", base_context(request, page) | table_page(request, table))


@require_safe
def in_use(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard/in_use.html", base_context(request, page_of(request)))


@require_safe
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """One sign with the tables that it is counted from; `?which=1` shows the second of them.

    Answers before the decision of their gate belong to the team: councillors read the sum of each directorate.
    """
    user = member(request)
    if code not in SIGNS:
        raise Http404("There is no such sign")
    page = page_of(request)
    tables = [table(page.scope, page.today) for table in SIGNS[code]]
    which = request.GET.get("which", "0")
    chosen = int(which) if which in {str(number) for number in range(len(tables))} else 0
    indicator = next(indicator for indicator in page.indicators.items if indicator.code == code)
    context = {"indicator": indicator, "titles": [table.title for table in tables], "which": chosen}
    sums_only = code == "evidenced" and not roles_of(user).is_officer
    table = tables[chosen]
    rows = {"table": table, "rows": None} if sums_only else table_page(request, table)
    return render(request, "dashboard/sign.html", base_context(request, page) | context | rows)


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    member(request)
    return render(request, "dashboard/definitions.html", {"page": page_of(request), "on": timezone.localdate()})
