"""Addresses of the council's own days."""

from django.urls import URLPattern, path

from calendars import views

urlpatterns: list[URLPattern] = [
    path("manage/days/", views.council_days, name="council-days"),
    path("manage/days/<int:pk>/strike/", views.delete_day, name="council-day-delete"),
]
