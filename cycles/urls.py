"""Addresses of a cycle's own values, restriction and dates. Cycles are named by reference, never by a database id."""

from django.urls import URLPattern, path

from cycles import converters
from cycles.views import dates, details, people

converters.register()

urlpatterns: list[URLPattern] = [
    path("cycles/<reference:reference>/edit/", details.edit, name="cycle-edit"),
    path("cycles/<reference:reference>/restrict/", people.restrict, name="cycle-restrict"),
    path("cycles/<reference:reference>/dates/", dates.dates, name="dates"),
    path("cycles/<reference:reference>/dates/plan-all/", dates.plan_all, name="dates-plan-all"),
    path("cycles/<reference:reference>/dates/<slug:milestone>/", dates.date, name="date"),
]
