"""Addresses of the strategic picture."""

from django.urls import URLPattern, path

from dashboard.views import commentary, drilldown, pages

urlpatterns: list[URLPattern] = [
    path("dashboard/", pages.dashboard, name="dashboard"),
    path("dashboard/ambitions/<slug:code>/", pages.ambition, name="dashboard-ambition"),
    path("dashboard/directorates/<slug:code>/", pages.directorate, name="dashboard-directorate"),
    path("dashboard/principles/", pages.principles, name="dashboard-principles"),
    path("dashboard/principles/<slug:principle>/", pages.principle, name="dashboard-principle"),
    path("dashboard/in-use/", drilldown.in_use, name="dashboard-in-use"),
    path("dashboard/in-use/<slug:code>/", drilldown.sign, name="dashboard-sign"),
    path("dashboard/stages/<slug:stage>/", drilldown.stage, name="dashboard-stage"),
    path("dashboard/promises/", drilldown.promises, name="dashboard-promises"),
    path("dashboard/contracts/", drilldown.contracts, name="dashboard-contracts"),
    path("dashboard/decisions/", drilldown.decisions, name="dashboard-decisions"),
    path("dashboard/definitions/", drilldown.definitions, name="dashboard-definitions"),
    path("dashboard/commentary/", commentary.commentary, name="dashboard-commentary"),
]
