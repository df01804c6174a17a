from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.standing import standing
from cycles.models import Cycle
from cycles.policies import may_start
from cycles.queries.visible import visible_to
from exports.views import as_csv, as_workbook
from overview.queries.cycle_list import Asked, Listing, columns_for, filters_for, listed
from overview.queries.progress import progress_of
from overview.views.reading import member

A_PAGE = 50


@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    """Every cycle that somebody may see. What the address asks for beyond the filters that there are is ignored."""
    user = member(request)
    visible = visible_to(user, timezone.localdate())
    filters = filters_for(visible)
    columns = columns_for(user)
    asked = Asked.of(request.GET, filters, columns)
    page = Paginator(listed(visible, asked), A_PAGE).get_page(request.GET.get("page"))
    shown: list[Cycle] = list(page.object_list)
    progress = progress_of(shown)
    context = {
        "listing": Listing(asked, filters, columns),
        "page": page,
        "rows": [(cycle, progress.get(cycle.pk)) for cycle in shown],
        "any_cycles": page.paginator.count or visible.exists(),
        "reads_drafts": standing(user).is_officer,
        "may_start": may_start(user),
    }
    return render(request, "overview/cycles.html", context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "cycles")


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "cycles")
