"""Addresses of needs and demand."""

from django.urls import URLPattern, path

from cycles import converters
from stages.analyse.views import figures, needs

converters.register()

ANALYSE = "cycles/<reference:reference>/analyse/"

urlpatterns: list[URLPattern] = [
    path(f"{ANALYSE}needs/", needs.needs, name="needs"),
    path(f"{ANALYSE}demand/new/", needs.new_series, name="demand-new"),
    path(f"{ANALYSE}demand/sample/<slug:kind>/", figures.sample, name="demand-sample"),
    path(f"{ANALYSE}demand/<int:pk>/", needs.series, name="demand"),
    path(f"{ANALYSE}demand/<int:pk>/remove/", needs.remove, name="demand-remove"),
    path(f"{ANALYSE}demand/<int:pk>/main/", needs.make_main, name="demand-main"),
    path(f"{ANALYSE}demand/<int:pk>/figures/<slug:kind>/", figures.figures, name="demand-figures"),
]
