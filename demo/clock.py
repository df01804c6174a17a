"""Office hours for the demo council's history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

OPENS = time(9, 5)


def office_hours(day: date, minutes: int = 0) -> datetime:
    """A moment on that day, or on the Friday before a weekend; `minutes` after the office opens, within eight hours."""
    if day.weekday() >= 5:
        day -= timedelta(days=day.weekday() - 4)
    opened = datetime.combine(day, OPENS, tzinfo=timezone.get_default_timezone())
    return opened + timedelta(minutes=minutes % 480)


def day_of(value: date | int, today: date) -> date:
    """A day of the script: a date as it stands, or a number of days from today."""
    return value if isinstance(value, date) else today + timedelta(days=value)


def spread(start: datetime, end: datetime, count: int) -> Iterator[datetime]:
    """`count` moments in office hours, evenly from `start` to `end`, in order and never past `end`."""
    span = max(end - start, timedelta(0))
    last = start
    for place in range(count):
        wanted = office_hours((start + span * place / max(count, 1)).date(), minutes=place * 37)
        last = min(max(last, wanted), end)
        yield last
