from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Directorate
from accounts.views.access import officer
from overview.selectors import gate_times as reading
from overview.views.approvals import A_PAGE, places


@require_safe
def clock(request: HttpRequest) -> HttpResponse:
    """How long gates were with their teams and with each grade, over the last year."""
    officer(request)
    on, directorates = timezone.localdate(), list(Directorate.objects.all())
    asked = reading.GateFilter.of(request.GET, directorates)
    names = {**reading.STAGES, **reading.GRADES, **{one.code: one.name for one in directorates}}
    tables, number = reading.tables(asked, on, directorates)
    gates = Paginator(reading.listed(asked, on), A_PAGE)
    gates.count = number  # the tables have counted them
    context = {
        "asked": asked,
        "page": gates.get_page(request.GET.get("page")),
        "tables": tables,
        # What is chosen, each with the address of the page without it.
        "filters": [(names[code], asked.with_param(**{by: ""})) for by, code in vars(asked).items() if code],
        "since": on - reading.A_YEAR,
        "here": "clock",
    }
    return render(request, "overview/approvals/clock.html", context | {"places": places("clock")})
