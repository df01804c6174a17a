"""Addresses of notices and of the pipeline."""

from django.urls import URLPattern, path

from contracts import converters
from cycles import converters as cycle_converters
from notices.views import notices, pipeline

converters.register()
cycle_converters.register()

urlpatterns: list[URLPattern] = [
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("pipeline/export.csv", pipeline.pipeline_csv, name="pipeline-export-csv"),
    path("contracts/<agreement:reference>/notices/", notices.of_agreement, name="agreement-notices"),
    path("contracts/<agreement:reference>/notices/record/", notices.record_of_agreement, name="agreement-notice"),
    path(
        "contracts/<agreement:reference>/notices/take-back/",
        notices.withdraw_of_agreement,
        name="agreement-notice-withdraw",
    ),
    path(
        "contracts/<agreement:reference>/notices/procurement/",
        notices.procurement_of_agreement,
        name="agreement-procurement",
    ),
    path("cycles/<reference:reference>/notices/", notices.of_cycle, name="cycle-notices"),
    path("cycles/<reference:reference>/notices/record/", notices.record_of_cycle, name="cycle-notice"),
    path("cycles/<reference:reference>/notices/take-back/", notices.withdraw_of_cycle, name="cycle-notice-withdraw"),
    path("cycles/<reference:reference>/notices/procurement/", notices.procurement_of_cycle, name="cycle-procurement"),
    path("notices/", notices.notices, name="notices"),
    path("notices/export.csv", notices.csv_file, name="notices-export-csv"),
    path("notices/export.xlsx", notices.workbook, name="notices-export-xlsx"),
]
