"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import (
    agreements,
    documents,
    ending,
    extensions,
    import_answers,
    imports,
    people,
    replacing,
    suppliers,
    variations,
)
from cycles import converters as cycle_converters

converters.register()
cycle_converters.register()

urlpatterns: list[URLPattern] = [
    path("contracts/new/", agreements.new, name="agreement-new"),
    path("contracts/<agreement:reference>/", agreements.agreement, name="agreement"),
    path("contracts/imports/", imports.imports, name="contracts-imports"),
    path("contracts/imports/new/", imports.new_import, name="contracts-import-new"),
    path("contracts/imports/sample/", imports.sample, name="contracts-import-sample"),
    path("contracts/imports/<int:pk>/", imports.register_import, name="contracts-import"),
    path("contracts/imports/<int:pk>/columns/", import_answers.columns, name="contracts-import-columns"),
    path("contracts/imports/<int:pk>/names/", import_answers.names, name="contracts-import-names"),
    path("contracts/imports/<int:pk>/rows/<int:number>/", import_answers.row, name="contracts-import-row"),
    path("contracts/imports/<int:pk>/doubtful/", import_answers.take_doubtful, name="contracts-import-doubtful"),
    path("contracts/imports/<int:pk>/bring-in/", imports.bring_in, name="contracts-import-bring-in"),
    path("contracts/imports/<int:pk>/delete/", imports.delete, name="contracts-import-delete"),
    path("contracts/imports/<int:pk>/cycles/", imports.cycles, name="contracts-import-cycles"),
    path("contracts/imports/<int:pk>/take-back/", imports.take_back, name="contracts-import-take-back"),
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
    path("cycles/<reference:reference>/replaces/", replacing.replaces, name="cycle-replaces"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
]
