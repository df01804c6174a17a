"""Addresses of the contracts register."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
