"""Financial years, their halves and their quarters."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.financial_years import FinancialYear, Period, financial_quarter_of, half_year_of, year_of


@pytest.mark.parametrize(
    ("day", "name", "first", "last"),
    [
        (date(2027, 4, 1), "Q1 2027/28", date(2027, 4, 1), date(2027, 6, 30)),
        (date(2027, 9, 30), "Q2 2027/28", date(2027, 7, 1), date(2027, 9, 30)),
        (date(2027, 12, 31), "Q3 2027/28", date(2027, 10, 1), date(2027, 12, 31)),
        (date(2028, 2, 29), "Q4 2027/28", date(2028, 1, 1), date(2028, 3, 31)),
    ],
)
def test_quarters(day: date, name: str, first: date, last: date) -> None:
    assert financial_quarter_of(day) == Period(name, first, last)


def test_years_and_half_years() -> None:
    assert year_of(date(2027, 3, 31)) == Period("2026/27", date(2026, 4, 1), date(2027, 3, 31))
    assert year_of(date(2099, 4, 1)) == Period("2099/00", date(2099, 4, 1), date(2100, 3, 31))
    assert half_year_of(date(2027, 9, 30)) == Period("H1 2027/28", date(2027, 4, 1), date(2027, 9, 30))
    assert half_year_of(date(2028, 1, 1)) == Period("H2 2027/28", date(2027, 10, 1), date(2028, 3, 31))


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        (date(2026, 11, 23), "2026-27", "2026/27"),
        (date(2027, 3, 31), "2026-27", "2026/27"),
        (date(2027, 4, 1), "2027-28", "2027/28"),
        (date(2099, 12, 31), "2099-00", "2099/00"),
    ],
)
def test_a_day_has_its_year(day: date, code: str, words: str) -> None:
    year = FinancialYear.of(day)
    assert (year.code, str(year)) == (code, words)
    assert year.first <= day <= year.last
    assert FinancialYear.from_text(code) == year
    assert year.before.last < year.first


@pytest.mark.parametrize("text", ["", "2026", "2026-28", "2026-27 ", "1999-00", "٢٠٢٦-٢٧"])
def test_anything_else_is_none(text: str) -> None:
    assert FinancialYear.from_text(text) is None
