"""The pipeline of procurements: what the council is to publish once a year."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.access import member
from contracts.policies.register import may_keep_register
from exports.views import as_csv
from notices.presenters.pipeline_file import basis_in_words, pipeline_years
from notices.selectors.pipeline import pipeline_of

PROCUREMENTS_A_PAGE = 50


@require_safe
def pipeline(request: HttpRequest) -> HttpResponse:
    user = member(request)
    year, years = pipeline_years(request.GET)
    found = pipeline_of(year, timezone.localdate())
    page = Paginator(found.procurements if found else [], PROCUREMENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "pipeline": found,
        "page": page,
        "rows": [(each, basis_in_words(each)) for each in page.object_list],
        "choices": [(f"From 1 April {each}", f"?year={each}", each == year) for each in years],
        "may_keep": may_keep_register(user),
        "here": "pipeline",
    }
    return render(request, "notices/pipeline.html", context)


@require_safe
def pipeline_csv(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "pipeline")
