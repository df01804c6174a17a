"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import agreements, expiring, published, suppliers

converters.register()

urlpatterns: list[URLPattern] = [
    path("contracts/<agreement:reference>/", agreements.agreement, name="agreement"),
    path("contracts/expiring/", expiring.expiring, name="contracts-expiring"),
    path("contracts/published/", published.published, name="contracts-published"),
    path("contracts/published/export.csv", published.contracts_csv, name="contracts-published-export-csv"),
    path("contracts/published/grants/", published.grants, name="grants-published"),
    path("contracts/published/grants/export.csv", published.grants_csv, name="grants-published-export-csv"),
    path("pipeline/", published.pipeline, name="pipeline"),
    path("pipeline/export.csv", published.pipeline_csv, name="pipeline-export-csv"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
]
