"""Counting days as councils do. Pure: no Django, no database, no clock.

Working days leave out weekends, England's bank holidays and the council's closed days; clear days count every day but
the two ends, clear working days every working day but the two ends.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from holidays import country_holidays

DAYS_A_WEEK, WORKING_DAYS_A_WEEK = 7, 5
ONE_DAY = timedelta(days=1)

# Every day on which the council's offices are closed. None, unless CalendarsConfig.ready() sets the reader of the list.
closed_days: Callable[[], frozenset[date]] = frozenset


@cache
def bank_holidays(year: int) -> tuple[date, ...]:
    """England's bank holidays of a year that fall on a Monday to Friday, substitute days among them, in order."""
    holidays = country_holidays("GB", subdiv="ENG", years=year)
    return tuple(sorted(day for day in holidays if day.year == year and day.weekday() < WORKING_DAYS_A_WEEK))


@lru_cache(maxsize=256)
def days_off(year: int, closed: frozenset[date]) -> tuple[date, ...]:
    """The bank holidays and closed days of a year that fall on a Monday to Friday, in order."""
    weekdays = {day for day in closed if day.year == year and day.weekday() < WORKING_DAYS_A_WEEK}
    return tuple(sorted(weekdays.union(bank_holidays(year))))


def same_day_of_month(day: date, months: int) -> date:
    """The same day so many months later, or earlier below 0; the last day of the month where it has no such day.

    As periods of law and of the council's rules run: one month from 28 February is 28 March. The last day of a term
    moves otherwise: `move_last_day` in contracts/terms.py.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_working_day(day: date) -> bool:
    return day.weekday() < WORKING_DAYS_A_WEEK and day not in days_off(day.year, closed_days())


def working_days(since: date, until: date) -> int:
    """The working days after `since`, up to and including `until`: one from Friday to Monday, 0 backwards."""
    if until <= since:
        return 0
    weeks, days = divmod((until - since).days, DAYS_A_WEEK)
    rest = sum((since.weekday() + passed) % DAYS_A_WEEK < WORKING_DAYS_A_WEEK for passed in range(1, days + 1))
    closed = closed_days()
    off = sum(  # after `since`, up to and including `until`
        bisect_right(days_off(year, closed), until) - bisect_right(days_off(year, closed), since)
        for year in range(since.year, until.year + 1)
    )
    return weeks * WORKING_DAYS_A_WEEK + rest - off


def on_or_before(day: date) -> date:
    """The day itself when it is a working day, or the last working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def on_or_after(day: date) -> date:
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, number: int) -> date:
    """The working day that comes `number` working days after `day`, or before it when `number` is negative."""
    step = ONE_DAY if number >= 0 else -ONE_DAY
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def clear_days_before(event: date, number: int) -> date:
    """The last day to publish so that `number` clear days lie between: neither end counts (SI 2012/2089 reg 9)."""
    return event - timedelta(days=number + 1)


def clear_working_days_before(event: date, number: int) -> date:
    """The last working day to publish so that `number` working days lie between, neither end counted.

    So the days of an agenda are counted (R v Swansea City Council ex parte Elitestone, Court of Appeal 1993).
    """
    return add_working_days(event, -(number + 1))


def in_force(published: date, call_in: int) -> date:
    """The day on which a decision takes effect: the working day after `call_in` whole working days."""
    return add_working_days(published, call_in + 1)


def published_by(effective: date, call_in: int) -> date:
    """The last day to publish a decision that must be in force on `effective`."""
    return add_working_days(on_or_before(effective), -(call_in + 1))


@dataclass(frozen=True)
class Calendar:
    """The council's own days: meetings, pre-election periods and closed days.

    Counts take the closed days from `closed_days`. Here they make calendars of before and after a change differ.
    """

    meetings: Sequence[date] = ()
    pre_election_periods: Sequence[tuple[date, date]] = ()
    closed: Sequence[tuple[date, date]] = ()

    def last_decision_day(self, by: date) -> date:
        """The last meeting up to that day, also on a weekend, a bank holiday or a closed day.

        Before the first meeting listed, after the last one, and where none is listed, every working day counts as one.
        A pre-election period limits publicity, not decisions: it moves no day.
        """
        listed = sorted(self.meetings)
        place = bisect_right(listed, by)
        if 0 < place < len(listed):
            return listed[place - 1]
        last_working_day = on_or_before(by)
        return max(listed[-1], last_working_day) if place else last_working_day

    def pre_election(self, day: date) -> tuple[date, date] | None:
        """The pre-election period in which the day lies; of several the one that starts first."""
        return next((period for period in sorted(self.pre_election_periods) if period[0] <= day <= period[1]), None)

    def is_meeting(self, day: date) -> bool:
        return day in self.meetings

    @property
    def listed_until(self) -> date | None:
        """The last meeting listed, None without any: later ones may be held, but are not known yet."""
        return max(self.meetings, default=None)

    def lists(self, day: date) -> bool:
        """Whether the list of meetings covers the day: what is not on it is no meeting."""
        return bool(self.meetings) and min(self.meetings) <= day <= max(self.meetings)

    def meeting_before(self, day: date) -> date | None:
        listed = sorted(self.meetings)
        place = bisect_left(listed, day)
        return listed[place - 1] if place else None

    def meeting_after(self, day: date) -> date | None:
        listed = sorted(self.meetings)
        place = bisect_right(listed, day)
        return listed[place] if place < len(listed) else None
