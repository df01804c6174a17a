"""Quarters of the calendar, and financial years."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.financial_years import FinancialYear, financial_year, year_name
from contracts.quarters import Quarter, quarter_of


@pytest.mark.parametrize(
    ("day", "code", "first", "last", "name"),
    [
        (date(2026, 11, 23), "2026-4", date(2026, 10, 1), date(2026, 12, 31), "October to December 2026"),
        (date(2027, 1, 1), "2027-1", date(2027, 1, 1), date(2027, 3, 31), "January to March 2027"),
        (date(2027, 6, 30), "2027-2", date(2027, 4, 1), date(2027, 6, 30), "April to June 2027"),
    ],
)
def test_quarters(day: date, code: str, first: date, last: date, name: str) -> None:
    quarter = quarter_of(day)
    assert (quarter.code, quarter.first, quarter.last, quarter.name) == (code, first, last, name)


def test_quarters_follow_each_other_over_the_years() -> None:
    assert [Quarter(2026, 4).after(step) for step in (-4, -1, 0, 1, 5)] == [
        Quarter(2025, 4),
        Quarter(2026, 3),
        Quarter(2026, 4),
        Quarter(2027, 1),
        Quarter(2028, 1),
    ]


def test_a_financial_year_begins_on_1_april() -> None:
    assert [financial_year(date(2027, 3, 31)), financial_year(date(2027, 4, 1))] == [2026, 2027]
    assert FinancialYear(2026).days == (date(2026, 4, 1), date(2027, 3, 31))
    assert [year_name(2026), year_name(2099)] == ["2026/27", "2099/00"]
