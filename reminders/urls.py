"""Addresses of nudges and of the calendar feed."""

from django.urls import URLPattern, path

from cycles import converters
from reminders.views import calendar, nudging

converters.register()

urlpatterns: list[URLPattern] = [
    path("cycles/<reference:reference>/nudge/", nudging.nudge, name="nudge"),
    path("account/calendar/", calendar.calendar, name="calendar"),
    path("account/calendar/reset/", calendar.reset, name="calendar-reset"),
    path("calendar/<slug:secret>.ics", calendar.feed, name="calendar-feed"),
]
