"""Dates as registers hold them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imports.register_files.cells import CellValue
from imports.register_files.dates import OPEN_END, order_of, read_date
from imports.register_files.results import NotKnown, ReadValue, WrongValue

END = date(2028, 3, 31)
REMEDY = "Enter a date such as 31 March 2028"
CHECK = "Check the date"


@pytest.mark.parametrize(
    "cell",
    [
        "31/03/2028",
        "31/3/28",
        "31.3.28",
        "31-03-2028",
        "31 03 2028",
        "31-Mar-28",
        "31 March 2028",
        "31st March 2028",
        "31st of March, 2028",
        "Fri 31 March 2028",
        "March 31, 2028",
        "2028-03-31",
        "2028/03/31",
        "2028-03-31T00:00:00",
        "2028-03-31T00:00:00+01:00",
        "31/03/2028 00:00",
        "31/3/2028 12:00:00 AM",
        "20280331",
        "\u00a031/03/2028 ",
        END,
        datetime(2028, 3, 31, 0, 0),
        datetime(2028, 3, 30, 23, 59, 59, 500_000),
    ],
)
def test_the_last_day_of_a_financial_year_in_every_form(cell: CellValue) -> None:
    assert read_date(cell, end=True) == ReadValue(END)
    assert read_date(cell, end=False) == ReadValue(END)


@pytest.mark.parametrize(
    ("cell", "start", "end", "note"),
    [
        ("March 2028", date(2028, 3, 1), END, "“March 2028” gives only a month"),
        ("Mar-28", date(2028, 3, 1), END, "“Mar-28” gives only a month"),
        ("2028-03", date(2028, 3, 1), END, "“2028-03” gives only a month"),
        ("03/2028", date(2028, 3, 1), END, "“03/2028” gives only a month"),
        ("Feb 2028", date(2028, 2, 1), date(2028, 2, 29), "“Feb 2028” gives only a month"),
        ("Q4 2027/28", date(2028, 1, 1), END, "Only a quarter of a year is given"),
        ("Quarter 1 2027-28", date(2027, 4, 1), date(2027, 6, 30), "Only a quarter of a year is given"),
        ("2027/28 Q3", date(2027, 10, 1), date(2027, 12, 31), "Only a quarter of a year is given"),
        (46_843, date(2028, 3, 31), END, "“46843” was read as the number by which Excel keeps 31 March 2028"),
    ],
)
def test_parts_of_a_year_start_on_their_first_day_and_end_on_their_last(
    cell: CellValue, start: date, end: date, note: str
) -> None:
    assert read_date(cell, end=False) == ReadValue(start, note=note)
    assert read_date(cell, end=True) == ReadValue(end, note=note)


@pytest.mark.parametrize(
    ("cell", "day", "doubt"),
    [
        ("3/31/2028", END, "“3/31/2028” can only be read with the month first"),
        ("2027/28", END, "“2027/28” gives only a financial year"),
        ("FY 2027-2028", END, "“2027/28” gives only a financial year"),
        ("2028", date(2028, 12, 31), "“2028” gives only a year"),
        ("Q2 2028", date(2028, 6, 30), "“Q2 2028” was read as a quarter of the calendar year"),
        ("46843", END, "“46843” was read as the number by which Excel keeps 31 March 2028"),
        ("31/03/2028 (planned)", END, "The words beside the date in “31/03/2028 (planned)” were left out"),
        ("1985-01-01", date(1985, 1, 1), "1 January 1985 is before 1990"),
        ("31/12/2099", date(2099, 12, 31), "31 December 2099 may stand for “no end”"),
        (
            "2028-06-30T23:00:00Z",
            date(2028, 6, 30),
            "“2028-06-30T23:00:00Z” may be the day after, in British Summer Time",
        ),
    ],
)
def test_doubtful_dates_are_read_with_a_sentence(cell: CellValue, day: date, doubt: str) -> None:
    assert read_date(cell, end=True) == ReadValue(day, doubt, remedy=CHECK)


@pytest.mark.parametrize("cell", ["rolling", "12 month rolling", "Ongoing", "on-going", "Evergreen", "No end date"])
def test_an_end_may_be_open_but_a_start_may_not(cell: str) -> None:
    assert read_date(cell, end=True) == ReadValue(OPEN_END)
    assert read_date(cell, end=False) == NotKnown(cell)


def test_the_year_9999_stands_for_no_end() -> None:
    assert read_date("31/12/9999", end=True) == ReadValue(OPEN_END, "31 December 9999 was read as “no end”")


@pytest.mark.parametrize("cell", ["", None, "TBC", "tba", "n/a", "N/A", "Not known", "-", "—", "unknown", "?", "#N/A"])
def test_what_says_nothing_is_not_known(cell: CellValue) -> None:
    assert isinstance(read_date(cell, end=True), NotKnown)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("30 February 2028", "“30 February 2028” is not a day of the calendar"),
        ("31/04/2027", "“31/04/2027” is not a day of the calendar"),
        ("13/13/2027", "“13/13/2027” is not a day of the calendar"),
        ("01/01/1900", "1 January 1900 is what a spreadsheet shows for an empty date"),
        ("2150-01-01", "1 January 2150 is after 2100"),
        ("soon", "“soon” is not a date"),
        ("12 months", "“12 months” is not a date"),
        (12.5, "“12.5” is not a date"),
        (True, "A yes or no is not a date"),
        ("#REF!", "“#REF!” is an error of the spreadsheet, not a value"),
        ("as above", "“as above” points to another row"),
    ],
)
def test_what_is_no_date_is_wrong(cell: CellValue, sentence: str) -> None:
    assert read_date(cell, end=True) == WrongValue(sentence, REMEDY)


def test_two_dates_in_a_cell_are_wrong() -> None:
    expected = WrongValue("“01/04/2025 - 31/03/2028” holds more than one date", "Enter one date")
    assert read_date("01/04/2025 - 31/03/2028", end=True) == expected


def test_numbers_of_days_count_from_1904_where_the_file_says_so() -> None:
    note = "“45381” was read as the number by which Excel keeps 31 March 2028"
    assert read_date(45_381, end=True, starts_1904=True) == ReadValue(END, note=note)


def test_a_column_with_the_month_first_makes_its_other_dates_doubtful() -> None:
    assert [order_of(cell) for cell in ("03/31/2028", "31/03/2028", "04/01/2027", END)] == ["month", "day", "", ""]
    doubt = "“04/01/2027” was read with the day first, but other dates of this column have the month first"
    assert read_date("04/01/2027", end=False, american=True) == ReadValue(date(2027, 1, 4), doubt, remedy=CHECK)
