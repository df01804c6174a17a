"""Quarters of the calendar, and of the financial year. Pure: no Django, no database, no clock.

The quarters of the financial year, which begins on 1 April, are those of the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Quarter:
    """Three months, by its number in the calendar year: 1 is January to March."""

    year: int
    number: int

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.after(1).first - timedelta(days=1)

    @property
    def name(self) -> str:
        """January to March 2027."""
        return f"{self.first:%B} to {self.last:%B} {self.year}"

    def after(self, quarters: int) -> Quarter:
        """So many quarters later, or earlier below nothing."""
        year, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)
