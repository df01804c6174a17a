"""A calendar as RFC 5545 text that Outlook and others subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event, vDuration

from reminders.calendar_feed import CalendarEntry

EVERY = timedelta(hours=6)  # how often calendar programs are asked to read it again


def ics(entries: Iterable[CalendarEntry], now: datetime) -> bytes:
    """Whole-day events that show nobody as busy. An entry keeps its UID when its day moves."""
    calendar = Calendar()
    calendar.add("prodid", "-//Commissioning//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Commissioning, {settings.COUNCIL_NAME}")
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{settings.MAIL_DOMAIN}")
        event.add("dtstamp", now)
        event.add("summary", entry.title)
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + timedelta(days=1))  # the day after the last one (RFC 5545, 3.6.1)
        event.add("transp", "TRANSPARENT")
        url = f"{settings.SITE_URL}{entry.address}" if entry.address else ""
        if entry.description or url:
            event.add("description", "\n".join(part for part in (entry.description, url) if part))
        if url:
            event.add("url", url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
