"""Addresses of the strategic picture."""

from django.urls import URLPattern, path

from dashboard.views import behind, commentary, pages

urlpatterns: list[URLPattern] = [
    path("dashboard/", pages.dashboard, name="dashboard"),
    path("dashboard/ambitions/<slug:code>/", pages.ambition, name="dashboard-ambition"),
    path("dashboard/directorates/<slug:code>/", pages.directorate, name="dashboard-directorate"),
    path("dashboard/principles/", pages.principles, name="dashboard-principles"),
    path("dashboard/principles/<slug:principle>/", pages.principle, name="dashboard-principle"),
    path("dashboard/in-use/", behind.in_use, name="dashboard-in-use"),
    path("dashboard/in-use/<slug:code>/", behind.sign, name="dashboard-sign"),
    path("dashboard/stages/<slug:stage>/", behind.stage, name="dashboard-stage"),
    path("dashboard/promises/", behind.promises, name="dashboard-promises"),
    path("dashboard/contracts/", behind.contracts, name="dashboard-contracts"),
    path("dashboard/decisions/", behind.decisions, name="dashboard-decisions"),
    path("dashboard/definitions/", behind.definitions, name="dashboard-definitions"),
    path("dashboard/commentary/", commentary.commentary, name="dashboard-commentary"),
]
