"""Where each address is handled. No rules here."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("overview.urls")),
    path("cycles/", include("cycles.urls")),
    path("framework/", include("principles.urls")),
]
