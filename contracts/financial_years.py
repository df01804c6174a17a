"""Financial years from 1 April to 31 March, and their quarters. Pure: no Django, no clock."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True)
class Period:
    """A quarter, a half-year or a year, with its name: Q1 2027/28, H1 2027/28, 2027/28."""

    name: str
    first: date
    last: date


def financial_year(day: date) -> int:
    """The calendar year in which the financial year of the day begins."""
    return day.year if day.month >= 4 else day.year - 1


def year_name(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def year_of(day: date) -> Period:
    year = financial_year(day)
    return Period(year_name(year), date(year, 4, 1), date(year + 1, 3, 31))


def half_year_of(day: date) -> Period:
    year = financial_year(day)
    if 4 <= day.month <= 9:
        return Period(f"H1 {year_name(year)}", date(year, 4, 1), date(year, 9, 30))
    return Period(f"H2 {year_name(year)}", date(year, 10, 1), date(year + 1, 3, 31))


def quarter_of(day: date) -> Period:
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    number = (first.month - 4) // 3 % 4 + 1
    return Period(f"Q{number} {year_name(financial_year(day))}", first, add_months(first, 3) - timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The year that begins on 1 April of `start`."""

    start: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year if day >= date(day.year, 4, 1) else day.year - 1)

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """2026-27, as it stands in addresses; None for anything else."""
        match = re.fullmatch(r"(20\d\d)-(\d\d)", text, re.ASCII)
        year = cls(int(match[1])) if match else None
        return year if year and year.code == text else None

    @property
    def first(self) -> date:
        return date(self.start, 4, 1)

    @property
    def last(self) -> date:
        return date(self.start + 1, 3, 31)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last."""
        return self.first, self.last

    @property
    def before(self) -> FinancialYear:
        return FinancialYear(self.start - 1)

    @property
    def code(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02}"

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02}"
