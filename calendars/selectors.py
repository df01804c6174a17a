"""The council's own days as a Calendar, and the closed days that every count of working days leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from time import monotonic

from calendars.days import Calendar
from calendars.models import CouncilDay

READ_EVERY = 60.0  # seconds


@dataclass
class ReadClosedDays:
    """The closed days as this process read them last, at a moment of `time.monotonic`."""

    days: frozenset[date] = frozenset()
    read_at: float = -inf

    def replace(self, periods: Iterable[tuple[date, date]], read_at: float) -> None:
        days = frozenset(
            starts + timedelta(days=number) for starts, ends in periods for number in range((ends - starts).days + 1)
        )
        if days != self.days:  # an equal set stays the same object: the cache of `days_off` compares it faster
            self.days = days
        self.read_at = read_at


closed_days_read = ReadClosedDays()


def closed_days() -> frozenset[date]:
    """Every closed day listed, read from the database at most once a minute in a process."""
    if monotonic() - closed_days_read.read_at >= READ_EVERY:
        refresh_closed_days()
    return closed_days_read.days


def refresh_closed_days() -> None:
    """Read the closed days now, in the transaction that is open, if any."""
    read_at = monotonic()
    rows = CouncilDay.objects.filter(kind=CouncilDay.Kind.CLOSED).order_by()
    closed_days_read.replace(rows.values_list("starts", "ends"), read_at)


def council_calendar() -> Calendar:
    """The days that the council has listed, read now: the closed days of this process are renewed with them.

    Whoever calculates dates that are stored takes this calendar, so that they follow from the list as it is.
    """
    read_at = monotonic()
    periods: dict[str, list[tuple[date, date]]] = {kind: [] for kind in CouncilDay.Kind.values}
    for row in CouncilDay.objects.all():
        periods[row.kind].append((row.starts, row.ends))
    closed_days_read.replace(periods[CouncilDay.Kind.CLOSED], read_at)
    return Calendar(
        meetings=[starts for starts, _ in periods[CouncilDay.Kind.MEETING]],
        pre_election_periods=periods[CouncilDay.Kind.ELECTION],
        closed=periods[CouncilDay.Kind.CLOSED],
    )
