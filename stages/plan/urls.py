"""Addresses of Plan's own pages; those of its other tables are in stages.records.urls."""

from django.urls import URLPattern, path

from cycles import converters
from stages.plan.views import (
    appraisal,
    appraisal_files,
    costs,
    equality,
    equality_versions,
    mitigations,
    option_choice,
)

converters.register()

PLAN = "cycles/<reference:reference>/plan/"
EQUALITY = f"{PLAN}equality/"

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
    path(EQUALITY, equality.overview, name="equality"),
    path(f"{EQUALITY}about/", equality.description, name="equality-description"),
    path(f"{EQUALITY}characteristics/", equality.characteristics, name="equality-characteristics"),
    path(f"{EQUALITY}conclusion/", equality.conclusion, name="equality-conclusion"),
    path(f"{EQUALITY}full/", equality.full, name="equality-full"),
    path(f"{EQUALITY}mitigations/new/", mitigations.new_mitigation, name="mitigation-new"),
    path(f"{EQUALITY}mitigations/<int:pk>/", mitigations.mitigation, name="mitigation"),
    path(f"{EQUALITY}mitigations/<int:pk>/remove/", mitigations.remove_mitigation, name="mitigation-remove"),
    path(f"{EQUALITY}versions/<int:number>/", equality_versions.version, name="equality-version"),
    path(f"{EQUALITY}compare/<int:older>/<int:newer>/", equality_versions.compare, name="equality-compare"),
]
