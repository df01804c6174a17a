"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import agreements, replacing, suppliers
from cycles import converters as cycle_converters
from contracts.views import agreements, merging, suppliers, waivers

converters.register()
cycle_converters.register()

urlpatterns: list[URLPattern] = [
    path("contracts/<agreement:reference>/", agreements.agreement, name="agreement"),
    path("cycles/<reference:reference>/replaces/", replacing.replaces, name="cycle-replaces"),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/new/", suppliers.new, name="supplier-new"),
    path("suppliers/alike/", merging.alike, name="suppliers-alike"),
    path("suppliers/export.csv", suppliers.csv_file, name="suppliers-export-csv"),
    path("suppliers/export.xlsx", suppliers.workbook, name="suppliers-export-xlsx"),
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
