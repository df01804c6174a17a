"""Addresses of files that somebody asked for."""

from django.urls import URLPattern, path

from exports import views

urlpatterns: list[URLPattern] = [
    path("", views.exports, name="exports"),
    path("ask/", views.ask, name="export-ask"),
    path("<int:pk>/", views.fetch, name="export-file"),
]
