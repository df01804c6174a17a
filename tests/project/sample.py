"""A page with every component, at addresses of its own: what the tests look at."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from tests.project.forms import EveryField
from ui.status_tags import MARKS

NAMES = {1: "Analyse", 2: "Plan", 3: "Do", 4: "Review"}
STATES = {1: "done", 2: "now", 3: "to_come", 4: "to_come"}
STAGES = [{"url": "#", "label": NAMES[number], "number": number, "state": STATES[number]} for number in NAMES]


@login_not_required
def sample(request: HttpRequest) -> HttpResponse:
    form = EveryField(request.POST or None, request.FILES or None)
    context = {
        "form": form,
        "kinds": list(MARKS),
        "page_of": Paginator(range(400), 50).get_page(request.GET.get("page", 4)),
        "crumbs": [{"url": "#", "label": "Cycles"}, {"url": "#", "label": "Adult Care and Community Wellbeing"}],
        "places": [{"url": "#", "label": "Overview", "current": True}, *STAGES, {"url": "#", "label": "History"}],
        "stages": STAGES,
        "now": timezone.now(),
        "today": date(2026, 11, 23),
    }
    return render(request, "project/sample.html", context)


urlpatterns = [path("sample/", sample, name="sample"), path("", include("commissioning.urls"))]
