"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import (
    agreements,
    documents,
    ending,
    expiring,
    extensions,
    merging,
    people,
    published,
    reorganisation,
    replacing,
    suppliers,
    variations,
    waivers,
)
from cycles import converters as cycle_converters

converters.register()
cycle_converters.register()

urlpatterns: list[URLPattern] = [
    path("contracts/new/", agreements.new, name="agreement-new"),
    path("contracts/<agreement:reference>/", agreements.agreement, name="agreement"),
    path("cycles/<reference:reference>/replaces/", replacing.replaces, name="cycle-replaces"),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/new/", suppliers.new, name="supplier-new"),
    path("suppliers/alike/", merging.alike, name="suppliers-alike"),
    path("suppliers/export.csv", suppliers.csv_file, name="suppliers-export-csv"),
    path("suppliers/export.xlsx", suppliers.workbook, name="suppliers-export-xlsx"),
    path("contracts/<agreement:reference>/edit/", agreements.edit, name="agreement-edit"),
    path("contracts/<agreement:reference>/history/", agreements.history, name="agreement-history"),
    path("contracts/<agreement:reference>/sign/", ending.sign, name="agreement-sign"),
    path("contracts/<agreement:reference>/end/", ending.end, name="agreement-end"),
    path("contracts/<agreement:reference>/still-running/", ending.still_running, name="agreement-still-running"),
    path("contracts/<agreement:reference>/reopen/", ending.reopen, name="agreement-reopen"),
    path("contracts/<agreement:reference>/people/", people.people, name="agreement-people"),
    path("contracts/<agreement:reference>/reorganisation/", people.reorganisation, name="agreement-reorganisation"),
    path("contracts/<agreement:reference>/extensions/<int:number>/", extensions.extension, name="agreement-extension"),
    path("contracts/<agreement:reference>/variations/new/", variations.new_variation, name="agreement-variation-new"),
    path("contracts/<agreement:reference>/variations/<int:pk>/", variations.variation, name="agreement-variation"),
    path("contracts/<agreement:reference>/documents/new/", documents.new_document, name="agreement-document-new"),
    path("contracts/<agreement:reference>/documents/<int:pk>/", documents.document, name="agreement-document"),
    path("contracts/expiring/", expiring.expiring, name="contracts-expiring"),
    path("contracts/published/", published.published, name="contracts-published"),
    path("contracts/published/export.csv", published.contracts_csv, name="contracts-published-export-csv"),
    path("contracts/published/export.xlsx", published.contracts_workbook, name="contracts-published-export-xlsx"),
    path("contracts/published/grants/", published.grants, name="grants-published"),
    path("contracts/published/grants/export.csv", published.grants_csv, name="grants-published-export-csv"),
    path("contracts/published/grants/export.xlsx", published.grants_workbook, name="grants-published-export-xlsx"),
    path("contracts/reorganisation/", reorganisation.reorganisation, name="contracts-reorganisation"),
    path("contracts/reorganisation/export.csv", reorganisation.csv_file, name="contracts-reorganisation-export-csv"),
    path("contracts/reorganisation/export.xlsx", reorganisation.workbook, name="contracts-reorganisation-export-xlsx"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
    path("suppliers/<int:pk>/edit/", suppliers.edit, name="supplier-edit"),
    path("suppliers/<int:pk>/merge/", merging.choose, name="supplier-merge"),
    path("suppliers/<int:pk>/merge/<int:other>/", merging.check, name="supplier-merge-check"),
    path("suppliers/<int:pk>/unmerge/", merging.unmerge, name="supplier-unmerge"),
    path("waivers/", waivers.waivers, name="waivers"),
    path("waivers/new/", waivers.new, name="waiver-new"),
    path("waivers/export.csv", waivers.csv_file, name="waivers-export-csv"),
    path("waivers/export.xlsx", waivers.workbook, name="waivers-export-xlsx"),
    path("waivers/<waiver:reference>/", waivers.waiver, name="waiver"),
    path("waivers/<waiver:reference>/edit/", waivers.edit, name="waiver-edit"),
    path("waivers/<waiver:reference>/withdraw/", waivers.withdraw, name="waiver-withdraw"),
    path("waivers/<waiver:reference>/cycle/", waivers.ending_cycle, name="waiver-cycle"),
]
