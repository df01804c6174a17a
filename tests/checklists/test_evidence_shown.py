"""How evidence is described: its size, and whether it is in date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from checklists.presenters.evidence import freshness, size_text
from checklists.services.evidencing import years_after

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "mark", "word"),
    [
        (-1, "out_of_date", "Out of date since 22 November 2026"),
        (0, "warning", "In date until today"),
        (1, "warning", "Out of date in 1 day"),
        (45, "warning", "Out of date in 45 days"),
        (60, "warning", "Out of date in 2 months"),
        (92, "warning", "Out of date in 3 months"),
        (93, "in_date", "In date to February 2027"),
    ],
)
def test_freshness(days: int, mark: str, word: str) -> None:
    assert freshness(TODAY + timedelta(days=days), TODAY) == (mark, word)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1KB"),
        (655_360, "640KB"),
        (1_258_291, "1.2MB"),
        (20 * 1024 * 1024, "20MB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 10, 30), 2, date(2028, 10, 30)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_years_after(day: date, years: int, later: date) -> None:
    assert years_after(day, years) == later
