"""Quarters, financial years, and the window of the pipeline notice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.pipeline import belongs, pipeline_window
from contracts.quarters import Quarter, financial_year, financial_year_name, financial_year_of, quarter_of

OVER = Decimal(2_000_000)
WINDOW = (date(2026, 4, 1), date(2027, 9, 30))


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
    assert [financial_year_of(date(2027, 3, 31)), financial_year_of(date(2027, 4, 1))] == [2026, 2027]
    assert financial_year(2026) == (date(2026, 4, 1), date(2027, 3, 31))
    assert [financial_year_name(2026), financial_year_name(2099)] == ["2026/27", "2099/00"]


def test_the_window_is_eighteen_months_from_1_april() -> None:
    assert pipeline_window(2026) == WINDOW


@pytest.mark.parametrize(
    ("value", "notice_on", "expected"),
    [
        (Decimal("2000000.01"), date(2026, 4, 1), True),
        (Decimal("2000000.01"), date(2027, 9, 30), True),
        (Decimal(2_000_000), date(2026, 6, 1), False),
        (None, date(2026, 6, 1), False),
        (Decimal(3_000_000), date(2026, 3, 31), False),
        (Decimal(3_000_000), date(2027, 10, 1), False),
    ],
)
def test_what_belongs_is_over_the_value_and_within_the_window(
    value: Decimal | None, notice_on: date, expected: bool
) -> None:
    assert belongs(value, notice_on, OVER, WINDOW) is expected
