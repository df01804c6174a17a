"""Addresses of bringing in a register."""

from django.urls import URLPattern, path

from imports.views import answers, imports

urlpatterns: list[URLPattern] = [
    path("contracts/imports/", imports.imports, name="contracts-imports"),
    path("contracts/imports/new/", imports.new_import, name="contracts-import-new"),
    path("contracts/imports/sample/", imports.sample, name="contracts-import-sample"),
    path("contracts/imports/<int:pk>/", imports.register_import, name="contracts-import"),
    path("contracts/imports/<int:pk>/columns/", answers.columns, name="contracts-import-columns"),
    path("contracts/imports/<int:pk>/names/", answers.names, name="contracts-import-names"),
    path("contracts/imports/<int:pk>/rows/<int:number>/", answers.row, name="contracts-import-row"),
    path("contracts/imports/<int:pk>/doubtful/", answers.take_doubtful, name="contracts-import-doubtful"),
    path("contracts/imports/<int:pk>/bring-in/", imports.bring_in, name="contracts-import-bring-in"),
    path("contracts/imports/<int:pk>/delete/", imports.delete, name="contracts-import-delete"),
    path("contracts/imports/<int:pk>/cycles/", imports.cycles, name="contracts-import-cycles"),
    path("contracts/imports/<int:pk>/take-back/", imports.take_back, name="contracts-import-take-back"),
]
