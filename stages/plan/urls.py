"""Addresses of the pages of Plan."""

from django.urls import URLPattern, path

from cycles import converters
from stages.plan.views import costs

converters.register()

PLAN = "cycles/<reference:reference>/plan/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}cost/", costs.page, name="plan-cost"),
    path(f"{PLAN}cost/export.csv", costs.csv_file, name="plan-cost-csv"),
    path(f"{PLAN}cost/export.xlsx", costs.workbook, name="plan-cost-xlsx"),
]
