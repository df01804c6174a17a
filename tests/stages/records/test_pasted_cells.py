"""Cells as people write them, each with the box text and the doubt worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.records.pasted_cells import (
    BoxOption,
    PastedCell,
    amount_cell,
    choice_cell,
    choices_cell,
    day_cell,
    exact_day,
    kept_text,
    number_cell,
    tick_cell,
    words_cell,
)

LEVELS = [BoxOption("person", "Individuals"), BoxOption("4", "4 Likely", ("Likely",)), BoxOption("", "Another risk")]
PEOPLE = [
    BoxOption("Priya Nair", "Priya Nair, lead@council.example", ("lead@council.example",)),
    BoxOption("a@council.example", "Jo Smith, a@council.example", ("a@council.example",)),
    BoxOption("b@council.example", "Jo Smith, b@council.example", ("b@council.example",)),
]


@pytest.mark.parametrize(
    ("read", "text", "box", "doubt"),
    [
        (number_cell, "12.5", "12.5", ""),
        (number_cell, " 82.50% ", "82.5", ""),
        (number_cell, "1,500", "1500", ""),
        (number_cell, "1,5", "1.5", "“1,5” was read as 1.5"),
        (number_cell, "1.234,56", "1234.56", "“1.234,56” was read as 1234.56"),
        (number_cell, "−3", "-3", ""),
        (number_cell, "0", "0", ""),
        (number_cell, "12..5", "12..5", ""),
        (number_cell, "=1+1", "=1+1", ""),
        (number_cell, "about 12", "about 12", ""),
        (number_cell, "TBC", "", "“TBC” was left out"),
        (number_cell, "-", "", ""),
        (amount_cell, "£1.2m", "1200000", ""),
        (amount_cell, "13,600,000.50", "13600000.5", ""),
        (amount_cell, "1,5", "1.5", "“1,5” was read as £1.50"),
        (amount_cell, "c. £40k", "40000", "“c. £40k” is not exact"),
        (amount_cell, "=1+1", "=1+1", ""),
        (amount_cell, "12..5", "12..5", ""),
        (amount_cell, "-5", "-5", ""),
        (day_cell, "31/3/26", "31 March 2026", ""),
        (day_cell, "2026-03-31", "31 March 2026", ""),
        (day_cell, "31st March 2026", "31 March 2026", ""),
        (day_cell, "March 2026", "1 March 2026", "“March 2026” gives only a month. It was read as 1 March 2026"),
        (day_cell, "31 February 2026", "31 February 2026", ""),
        (day_cell, "soon", "soon", ""),
        (day_cell, "tbc", "", "“tbc” was left out"),
        (tick_cell, "Y", "yes", ""),
        (tick_cell, "No", "", ""),
        (tick_cell, "perhaps", "perhaps", ""),
        (words_cell, "  Two\nlines ", "Two lines", ""),
        (words_cell, "=1+1", "=1+1", "“=1+1” looks like a formula: it is kept as text and never worked out"),
        (
            words_cell,
            "@SUM(A1)",
            "@SUM(A1)",
            "“@SUM(A1)” looks like a formula: it is kept as text and never worked out",
        ),
        (words_cell, "- a list", "- a list", ""),
        (words_cell, "#REF!", "#REF!", "“#REF!” is an error of the spreadsheet"),
    ],
)
def test_a_cell(read: Callable[[str], PastedCell], text: str, box: str, doubt: str) -> None:
    assert read(text) == PastedCell(box, doubt)


def test_the_end_of_a_month_is_its_last_day() -> None:
    words = "“Feb 2028” gives only a month. It was read as 29 February 2028"
    assert day_cell("Feb 2028", end=True) == PastedCell("29 February 2028", words)


@pytest.mark.parametrize(
    ("text", "day"),
    [("31 March 2026", date(2026, 3, 31)), ("31/03/2026", date(2026, 3, 31)), ("March 2026", None), ("46112", None)],
)
def test_a_day_beyond_doubt(text: str, day: date | None) -> None:
    assert exact_day(text) == day


@pytest.mark.parametrize(
    ("options", "text", "box", "doubt"),
    [
        (LEVELS, "Individuals", "person", ""),
        (LEVELS, "PERSON", "person", ""),
        (LEVELS, "4", "4", ""),
        (LEVELS, "likely", "4", ""),
        (LEVELS, "another risk", "", ""),
        (LEVELS, "Indviduals", "person", "“Indviduals” was read as “Individuals”"),
        (LEVELS, "Nobody", "Nobody", ""),
        (LEVELS, "n/a", "", "“n/a” was left out"),
        (PEOPLE, "priya nair", "Priya Nair", ""),
        (PEOPLE, "LEAD@council.example", "Priya Nair", ""),
        (PEOPLE, "Prya Nair", "Priya Nair", "“Prya Nair” was read as “Priya Nair, lead@council.example”"),
        (PEOPLE, "b@council.example", "b@council.example", ""),
        (PEOPLE, "Jo Smith", "Jo Smith", ""),  # two are called so
    ],
)
def test_a_choice(options: list[BoxOption], text: str, box: str, doubt: str) -> None:
    assert choice_cell(text, options) == PastedCell(box, doubt)


def test_several_choices() -> None:
    assert choices_cell("Likely; individuals", LEVELS) == PastedCell("4; person")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (82.5, "82.5"),
        (12.0, "12"),
        (True, "Yes"),
        (date(2026, 3, 31), "2026-03-31"),
        (None, ""),
        ("a\x00b", "ab"),
    ],
)
def test_what_is_kept_of_a_cell(cell: str | float | date | None, text: str) -> None:
    assert kept_text(cell) == text


@given(st.text(max_size=40))
def test_any_text_is_read_or_kept_as_it_is(text: str) -> None:
    for read in (number_cell, amount_cell, day_cell, tick_cell, words_cell):
        assert "\0" not in read(text).text
    choice_cell(text, PEOPLE)
    exact_day(text)
    kept_text(text)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_plain_number_is_itself(number: object) -> None:
    cell = number_cell(str(number))
    assert cell.doubt == "" or "." in str(number)
    assert float(cell.text) == float(str(number))
