"""Addresses of Plan's own pages."""

from django.urls import URLPattern, path

from cycles import converters
from stages.plan.views import equality, equality_versions, mitigations

converters.register()

EQUALITY = "cycles/<reference:reference>/plan/equality/"

urlpatterns: list[URLPattern] = [
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
