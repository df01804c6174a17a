"""Financial years, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.financial_years import FinancialYear


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
