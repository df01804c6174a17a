"""Addresses of the contracts register."""

from django.urls import URLPattern, path

from contracts import converters
from contracts.views import agreements, suppliers

converters.register()

urlpatterns: list[URLPattern] = [
    path("contracts/<agreement:reference>/", agreements.agreement, name="agreement"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
]
