"""Addresses of Plan's own pages; those of its other tables are in stages.records.urls."""

from django.urls import URLPattern, path

from cycles import converters
from stages.plan.views import appraisal, appraisal_files, costs, option_choice

converters.register()

PLAN = "cycles/<reference:reference>/plan/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}cost/", costs.page, name="plan-cost"),
    path(f"{PLAN}cost/export.csv", costs.csv_file, name="plan-cost-csv"),
    path(f"{PLAN}cost/export.xlsx", costs.workbook, name="plan-cost-xlsx"),
    path(f"{PLAN}options/", appraisal.options, name="options"),
    path(f"{PLAN}options/scores/", appraisal.scores, name="option-scores"),
    path(f"{PLAN}options/result/", option_choice.result, name="option-result"),
    path(f"{PLAN}options/result.xlsx", appraisal_files.as_workbook, name="option-result-xlsx"),
    path(f"{PLAN}options/result.csv", appraisal_files.as_csv, name="option-result-csv"),
    path(f"{PLAN}options/unlock/", appraisal.unlock, name="criteria-unlock"),
    path(f"{PLAN}criteria/", appraisal.criteria, name="criteria"),
]
