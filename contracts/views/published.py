"""What has to be published of the register: contracts and grants."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.verdict import require
from accounts.views.access import member
from contracts.financial_years import year_name
from contracts.policies.register import may_keep_register
from contracts.presenters.published_files import asked_quarter, asked_year, missing_in_contracts, missing_in_grants
from contracts.selectors.published import grants_without_known_sector, published_contracts, published_grants
from exports.views import as_csv, as_workbook


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    require(may_keep_register(member(request)))
    quarter, quarters = asked_quarter(request.GET)
    context = {
        "quarter": quarter,
        "choices": [(each.name, f"?quarter={each.code}", each == quarter) for each in quarters],
        "number": published_contracts(quarter, timezone.localdate()).count(),
        "missing": missing_in_contracts(quarter),
        "may_keep": True,
        "here": "published",
    }
    return render(request, "contracts/published.html", context)


@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    require(may_keep_register(member(request)))
    year, years = asked_year(request.GET)
    context = {
        "year": year,
        "year_name": year_name(year),
        "choices": [(year_name(each), f"?year={each}", each == year) for each in years],
        "number": published_grants(year).count(),
        "undecided": grants_without_known_sector(year),
        "missing": missing_in_grants(year),
        "may_keep": True,
        "here": "published",
    }
    return render(request, "contracts/published_grants.html", context)


@require_safe
def contracts_csv(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "contracts-published")


@require_safe
def contracts_workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "contracts-published")


@require_safe
def grants_csv(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "grants-published")


@require_safe
def grants_workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "grants-published")
