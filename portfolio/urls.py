"""Addresses of the portfolio. Its filters stand in the query string, so that a view can be shared."""

from django.urls import URLPattern, path

from portfolio.views import agreements, cycles, lead, records, saved_views

urlpatterns: list[URLPattern] = [
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/board/", cycles.board, name="cycles-board"),
    path("cycles/timeline/", cycles.timeline, name="cycles-timeline"),
    path("cycles/export.csv", cycles.csv_file, name="cycles-export-csv"),
    path("cycles/export.xlsx", cycles.workbook, name="cycles-export-xlsx"),
    path("cycles/lead/", lead.lead, name="cycles-lead"),
    path("cycles/views/", saved_views.saved_views, name="cycles-views"),
    path("cycles/views/new/", saved_views.new_view, name="cycles-view-new"),
    path("cycles/views/start/", saved_views.view_start, name="cycles-view-start"),
    path("cycles/views/<slug:slug>/edit/", saved_views.view_edit, name="cycles-view-edit"),
    path("cycles/views/<slug:slug>/remove/", saved_views.view_remove, name="cycles-view-remove"),
    path("records/", records.records, name="stage-records"),
    path("records/export.csv", records.csv_file, name="stage-records-export-csv"),
    path("records/export.xlsx", records.workbook, name="stage-records-export-xlsx"),
    path("contracts/", agreements.agreements, name="contracts"),
    path("contracts/export.csv", agreements.agreements_csv, name="contracts-export-csv"),
    path("contracts/export.xlsx", agreements.agreements_workbook, name="contracts-export-xlsx"),
    path("contracts/views/new/", agreements.new_agreements_view, name="contracts-view-new"),
]
