"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import agreements, import_answers, imports, suppliers

converters.register()

urlpatterns: list[URLPattern] = [
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
    path("contracts/imports/<int:pk>/take-back/", imports.take_back, name="contracts-import-take-back"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
]
