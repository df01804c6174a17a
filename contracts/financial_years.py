"""Financial years from 1 April to 31 March, and their quarters. Pure: no Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from calendars.days import ONE_DAY
from contracts.quarters import quarter_of


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


def financial_quarter_of(day: date) -> Period:
    quarter = quarter_of(day)
    number = (quarter.number + 2) % 4 + 1  # of the financial year: January to March is its last
    return Period(f"Q{number} {year_name(financial_year(day))}", quarter.first, quarter.last)


def financial_quarters(since: date, until: date) -> Iterator[Period]:
    """From the quarter of one day to that of the other; none where `until` is before the first of them."""
    quarter = financial_quarter_of(since)
    while quarter.first <= until:
        yield quarter
        quarter = financial_quarter_of(quarter.last + ONE_DAY)


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The year that begins on 1 April of `start`."""

    start: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(financial_year(day))

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
        return year_name(self.start)
