"""Dates of a cycle. Pure: no Django, no database, no clock."""

from __future__ import annotations

from datetime import date

WORKING_DAYS_A_WEEK = 5


def working_days(since: date, until: date) -> int:
    """How many working days have gone by: Friday to Monday is one. Mondays to Fridays; 0 when `until` is not later."""
    if until <= since:
        return 0
    weeks, days = divmod((until - since).days, 7)
    rest = sum((since.weekday() + passed) % 7 < WORKING_DAYS_A_WEEK for passed in range(1, days + 1))
    return weeks * WORKING_DAYS_A_WEEK + rest
