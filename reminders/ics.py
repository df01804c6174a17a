"""A calendar as RFC 5545 text that Outlook and others subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event, vDuration

from reminders.calendar_feed import Entry

EVERY = timedelta(hours=6)  # how often a program is asked to look again


def ics(entries: Iterable[Entry], now: datetime) -> bytes:
    """Whole days, which show nobody as busy. The same day keeps its UID when it moves."""
    calendar = Calendar()
    calendar.add("prodid", "-//Commissioning//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Commissioning, {settings.COUNCIL_NAME}")
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", now)
    event.add("summary", entry.title)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))  # the day after the last one (RFC 5545, 3.6.1)
    event.add("transp", "TRANSPARENT")
    url = f"{settings.SITE_URL}{entry.address}" if entry.address else ""
    if entry.says or url:
        event.add("description", "\n".join(part for part in (entry.says, url) if part))
    if url:
        event.add("url", url)
    return event
