"""What goes on past the day on which other councils take over. The page is absent until the edition switches it on."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.access import officer
from contracts.policies.register import may_keep_register
from contracts.presenters.reorganisation_rows import counts_by_treatment, reorganisation_rows
from contracts.reorganisation import vesting_day
from contracts.selectors.reorganisation import agreements_past, cycles_past, reorganisation_figures
from exports.views import as_csv, as_workbook

PAGE_SIZE = 50
NAME = "contracts-reorganisation"


@require_safe
def reorganisation(request: HttpRequest) -> HttpResponse:
    user, today = officer(request), timezone.localdate()
    figures = reorganisation_figures(today)
    vesting = vesting_day(figures)
    if vesting is None:
        raise Http404("The framework in force asks nothing about a reorganisation of councils")
    rows = reorganisation_rows(agreements_past(user, vesting, today), cycles_past(user, vesting, today), figures)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "vesting": vesting,
        "page": page,
        "rows": page.object_list,
        "counts": counts_by_treatment(rows),
        "waiting": sum(row.flag.mark == "warning" for row in rows),
        "authority": figures["governance"]["reorganisation"].get("consenting_authority") or "the successor council",
        "may_keep": may_keep_register(user),
    }
    return render(request, "contracts/reorganisation.html", context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    _require_on(request)
    return as_csv(request, NAME)


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    _require_on(request)
    return as_workbook(request, NAME)


def _require_on(request: HttpRequest) -> date:
    officer(request)
    vesting = vesting_day(reorganisation_figures(timezone.localdate()))
    if vesting is None:
        raise Http404("The framework in force asks nothing about a reorganisation of councils")
    return vesting
