"""The dashboard, and the pages of one directorate, one ambition, one principle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.standing import standing
from cycles.views.reading import member
from dashboard.policies import may_comment
from dashboard.presenters.addresses import Addresses
from dashboard.presenters.drilldown_tables import at_gate, decisions, serving
from dashboard.presenters.page import Page, in_force, newest
from dashboard.selectors.areas import Places, Scope, places
from dashboard.selectors.cached_figures import ready
from dashboard.views.tables import first, paged
from principles.models import Ambition, Principle

ALSO_ASKED, LONGEST = ("ends", "lapse", "value", "within", "ambition", "which"), 40


def page_of(request: HttpRequest, scope: Scope | None = None) -> Page:
    chosen = scope or Scope.of(request.GET)
    return Page(chosen, ready(chosen), timezone.localdate())


def around(request: HttpRequest, page: Page) -> dict[str, Any]:
    """What every page of the dashboard shows above its content.

    `mine` are the divisions of a councillor, `kept` what a page is of besides its place: it stays in another place.
    """
    user, known = member(request), places()
    mine = _mine(user, known)
    kept = [(name, request.GET[name][:LONGEST]) for name in ALSO_ASKED if request.GET.get(name)]
    place = {"page": page, "scope": page.scope, "known": known, "kept": kept}
    back = {"home": page.to.page("dashboard"), "in_use": page.to.page("dashboard-in-use")}
    return place | back | {"mine": mine, "mine_key": "-".join(mine)}


def _mine(user: User, known: Places) -> list[str]:
    held = standing(user).division_ids
    return sorted(slug for pk, slug in known.division_of.items() if pk in held)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    page = page_of(request)
    context = around(request, page) | {"may_comment": may_comment(member(request))}
    return render(request, "dashboard/dashboard.html", context)


@require_safe
def directorate(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures of one directorate, with its principles a row each."""
    member(request)
    found = places().directorate(code)
    if not found.slug:
        raise Http404("There is no such directorate")
    page = page_of(request, replace(Scope.of(request.GET), directorate=found))
    home = Addresses(Scope.of(request.GET)).page("dashboard")
    return render(request, "dashboard/directorate.html", around(request, page) | {"home": home})


@require_safe
def ambition(request: HttpRequest, code: str) -> HttpResponse:
    member(request)
    page = page_of(request)
    name = newest(Ambition, page.on).get(code)
    if name is None:
        raise Http404("There is no such ambition")
    deciding = first(decisions(page.scope, page.on, ambition=code))
    context = around(request, page) | {"line": page.ambition(code, name), "deciding": deciding}
    return render(request, "dashboard/ambition.html", context | paged(request, serving(page.scope, code)))


@require_safe
def principles(request: HttpRequest) -> HttpResponse:
    page = page_of(request)
    return render(request, "dashboard/principles.html", around(request, page))


@require_safe
def principle(request: HttpRequest, principle: str) -> HttpResponse:
    member(request)
    code = principle.replace("-", "_")
    page = page_of(request)
    found = in_force(Principle, page.on).filter(code=code).first()
    if found is None:
        raise Http404("There is no such principle")
    context = around(request, page) | {"principle": found, "met": page.figures.met(code)}
    return render(request, "dashboard/principle.html", context | paged(request, at_gate(page.scope, code)))
