"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import agreements, replacing, suppliers
from cycles import converters as cycle_converters

converters.register()
cycle_converters.register()

urlpatterns: list[URLPattern] = [
    path("contracts/<agreement:reference>/", agreements.agreement, name="agreement"),
    path("cycles/<reference:reference>/replaces/", replacing.replaces, name="cycle-replaces"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
]
