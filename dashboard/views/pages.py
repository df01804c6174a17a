"""The dashboard, and the pages of one directorate, one ambition, one principle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import roles_of
from accounts.views.access import member
from dashboard.policies import may_comment
from dashboard.presenters.addresses import Addresses
from dashboard.presenters.drilldown_tables import at_gate, decisions, serving
from dashboard.presenters.names import in_force, latest_names
from dashboard.presenters.page import DashboardPage
from dashboard.presenters.principle_records import principle_records
from dashboard.presenters.recent_decisions import recent_decisions
from dashboard.selectors.areas import Scope, scope_choices
from dashboard.selectors.cached_figures import cached_figures
from dashboard.views.tables import first_rows, table_page
from principles.models import Ambition, Principle

OTHER_PARAMS, MAX_PARAM_LENGTH = ("ends", "lapse", "value", "within", "ambition", "which"), 40


def page_of(request: HttpRequest, scope: Scope | None = None) -> DashboardPage:
    chosen = scope or Scope.from_query(request.GET)
    return DashboardPage(chosen, cached_figures(chosen), timezone.localdate())


def base_context(request: HttpRequest, page: DashboardPage) -> dict[str, Any]:
    """What every page of the dashboard shows above its content.

    `own_divisions` are those of a councillor. `other_params` are the parameters of the address besides area and
    directorate: the form that chooses another scope keeps them.
    """
    choices, divisions = scope_choices(), roles_of(member(request)).division_ids
    params = [(name, request.GET[name][:MAX_PARAM_LENGTH]) for name in OTHER_PARAMS if request.GET.get(name)]
    own_divisions = sorted(slug for pk, slug in choices.division_slugs.items() if pk in divisions)
    return {
        "page": page,
        "scope": page.scope,
        "choices": choices,
        "other_params": params,
        "own_divisions": own_divisions,
        "own_divisions_key": "-".join(own_divisions),
        "home": page.addresses.page("dashboard"),
        "in_use": page.addresses.page("dashboard-in-use"),
    }


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    page = page_of(request)
    more = {"may_comment": may_comment(member(request)), "decided": recent_decisions(page.scope)}
    return render(request, "dashboard/dashboard.html", base_context(request, page) | more)


@require_safe
def directorate(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures of one directorate, with a row for each principle."""
    member(request)
    chosen = scope_choices().directorate(code)
    if not chosen.slug:
        raise Http404("There is no such directorate")
    page = page_of(request, replace(Scope.from_query(request.GET), directorate=chosen))
    home = Addresses(Scope.from_query(request.GET)).page("dashboard")
    more = {"home": home, "decided": recent_decisions(page.scope)}
    return render(request, "dashboard/directorate.html", base_context(request, page) | more)


@require_safe
def ambition(request: HttpRequest, code: str) -> HttpResponse:
    member(request)
    page = page_of(request)
    name = latest_names(Ambition, page.today).get(code)
    if name is None:
        raise Http404("There is no such ambition")
    deciding = first_rows(decisions(page.scope, page.today, ambition=code))
    context = base_context(request, page) | {"line": page.ambition(code, name), "deciding": deciding}
    return render(request, "dashboard/ambition.html", context | table_page(request, serving(page.scope, code)))


@require_safe
def principles(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard/principles.html", base_context(request, page_of(request)))


@require_safe
def principle(request: HttpRequest, principle: str) -> HttpResponse:
    member(request)
    code = principle.replace("-", "_")
    page = page_of(request)
    shown = in_force(Principle, page.today).filter(code=code).first()
    if shown is None:
        raise Http404("There is no such principle")
    context = base_context(request, page) | {
        "principle": shown,
        "met": page.figures.questions_met(code),
        "records": principle_records(page.scope, code),
    }
    return render(request, "dashboard/principle.html", context | table_page(request, at_gate(page.scope, code)))
