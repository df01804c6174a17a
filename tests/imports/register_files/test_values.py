"""Cells of every field: choices, numbers, addresses and texts; and cells that nobody would type."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imports.register_files.cells import CellValue, column_letters, tidy_text
from imports.register_files.fields import BY_CODE, RegisterField
from imports.register_files.limits import MAX_CELL
from imports.register_files.money import Amount
from imports.register_files.results import NotKnown, ReadValue, WrongValue
from imports.register_files.values import ColumnFacts, FieldValue, NoticeInCell, read_value

FACTS = ColumnFacts()


def value_of(code: str, cell: CellValue) -> FieldValue | None:
    """The value, None where nothing is known; a doubt or an error fails."""
    result = read_value(cell, BY_CODE[code], FACTS)
    assert isinstance(result, (ReadValue, NotKnown))
    assert not result.doubt
    return result.value if isinstance(result, ReadValue) else None


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        (
            "kind",
            {
                "Contract": "contract",
                "Framework Agreement": "framework",
                "DPS": "framework",
                "Call off": "call_off",
                "Call-off contract": "call_off",
                "Grant": "grant",
                "S75": "section_75",
                "Section 75 agreement": "section_75",
                "in-house SLA": "in_house",
                "Direct payments": "direct_payments",
                "Purchase Order": "contract",
                "TBC": None,
            },
        ),
        (
            "regime",
            {
                "PA2023 (UKPGA 2023/54)": "pa2023_standard",
                "Procurement Act 2023": "pa2023_standard",
                "Procurement Act 2023 - light touch": "pa2023_light_touch",
                "LTR": "pa2023_light_touch",
                "PSR": "psr_2023",
                "Provider Selection Regime": "psr_2023",
                "PCR15": "pcr2015_legacy",
                "PCR2015": "pcr2015_legacy",
                "Public Contracts Regulations 2015": "pcr2015_legacy",
                "Below threshold": "pa2023_below_threshold",
                "n/a": None,
            },
        ),
        (
            "route",
            {
                "Open": "open",
                "Open procedure": "open",
                "Restricted": "restricted",
                "Direct award": "direct_award",
                "PSR Direct Award C": "psr_direct_c",
                "Most Suitable Provider": "psr_msp",
                "Mini-competition": "call_off",
                "Framework - direct award": "call_off_direct",
                "Competitive flexible procedure": "competitive_flexible",
                "RFQ": "quotation",
                "Waiver": "waiver",
                "": None,
            },
        ),
        (
            "procedure",
            {
                "Invitation to Tender": "tender",
                "ITT": "tender",
                "Quotation": "quotation",
                "RFQ": "quotation",
                "Invitation to quote": "quotation",
                "Neither": "neither",
            },
        ),
        (
            "status",
            {
                "Live": "live",
                "awarded": "awarded",
                "Expired": "ended",
                "open": "open",
                "closed": "closed",
                "Cancelled": "cancelled",
                "PreProcurement": "planned",
            },
        ),
        (
            "is_small",
            {"Y": True, "No": False, "yes": True, "SME": True, "Micro": True, "Large": False, "0": False, "n/a": None},
        ),
        ("is_voluntary", {"VCSE": True, "Charity": True, "Private": False, "N": False, "VCS organisation": True}),
        ("is_local", {"Local": True, "National": False, "Yes": True, "Non-local": False}),
        ("company_number", {"01234567": "01234567", "1234567": "01234567", "sc 123456": "SC123456", "N/A": None}),
        ("charity_number", {"1081247": "1081247", "SC012345": "SC012345", "None": None}),
        ("cpv", {"03142500 15000000": ("03142500", "15000000"), "85000000-9 Health": ("85000000",), "TBC": None}),
        ("ocid", {"ocds-h6vhtk-052a0a": "ocds-h6vhtk-052a0a", "": None}),
        (
            "published_url",
            {"www.example.org/a": "https://www.example.org/a", "http://a.example/?b": "http://a.example/?b"},
        ),
        (
            "notice_period",
            {
                "3 months": NoticeInCell(3, "months"),
                "Six months’ notice": NoticeInCell(6, "months"),
                "90 days": NoticeInCell(90, "days"),
                "12 weeks": NoticeInCell(84, "days"),
                "1 year": NoticeInCell(12, "months"),
                "None": None,
            },
        ),
        ("reference", {" PL26 - 021 ": "PL26 - 021", "DN549757": "DN549757", "n/a": None}),
        ("title", {"Older People&amp;#039;s\x00 day\u200b  time": "Older People's day time"}),
        ("description", {"Day care,\r\n\r\n and &quot;meals&quot;": 'Day care,\nand "meals"'}),
    ],
)
def test_words_of_registers(code: str, cells: dict[str, FieldValue | None]) -> None:
    assert {cell: value_of(code, cell) for cell in cells} == cells


@pytest.mark.parametrize(
    ("code", "cell", "value"),
    [
        ("reference", 1234.0, "1234"),
        ("company_number", 1234567, "01234567"),
        ("cpv", 3142500.0, ("03142500",)),
        ("is_small", True, True),
        ("title", date(2027, 4, 1), "2027-04-01"),
        ("title", datetime(2027, 4, 1, 9, 30), "2027-04-01 09:30:00"),
        ("contract_manager", None, None),
    ],
)
def test_typed_cells(code: str, cell: CellValue, value: FieldValue | None) -> None:
    assert value_of(code, cell) == value


@pytest.mark.parametrize(
    ("code", "cell", "doubt"),
    [
        ("kind", "Zebra", "“Zebra” is not known as a kind of agreement, and is left out"),
        ("is_small", "perhaps", "“perhaps” is neither yes nor no, and is left out"),
        ("company_number", "see note", "“see note” is not a company number, and is left out"),
        ("charity_number", "12", "“12” is not a charity number, and is left out"),
        ("cpv", "Health", "“Health” holds no CPV code, and is left out"),
        ("ocid", "H6VHTK", "“H6VHTK” is not an Open Contracting ID, and is left out"),
        ("published_url", "javascript:alert(1)", "“javascript:alert(1)” is not a web address, and is left out"),
        ("notice_period", "reasonable", "“reasonable” is not a notice period, and is left out"),
        ("review", "Annually", "“Annually” is not a date, and is left out"),
    ],
)
def test_words_that_cannot_be_used_are_left_out_with_a_doubt(code: str, cell: str, doubt: str) -> None:
    assert read_value(cell, BY_CODE[code], FACTS) == NotKnown(cell, doubt)


def test_long_texts_are_cut_with_a_doubt() -> None:
    result = read_value("x" * 301, RegisterField.TITLE, FACTS)
    assert result == ReadValue("x" * 299 + "…", "The text was cut at 300 characters", remedy="Shorten the text")


def test_plain_numbers_under_a_heading_of_thousands() -> None:
    facts = ColumnFacts(factor=1_000)
    amounts = {cell: read_value(cell, RegisterField.VALUE, facts) for cell in ("£1,200", "£1.2m")}
    note = "“£1,200” was read as £1,200,000.00, as the heading says"
    assert amounts == {
        "£1,200": ReadValue(Amount(Decimal(1_200_000)), note=note),
        "£1.2m": ReadValue(Amount(Decimal(1_200_000))),
    }
    too_much = WrongValue("£99,999,999,000.00 is more than £10 billion", "Check the heading and the amount")
    assert read_value(99_999_999, RegisterField.VALUE, facts) == too_much


def test_columns_have_the_letters_of_spreadsheets() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 51, 52, 199, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "GR", "ZZ", "AAA",
    ]  # fmt: skip


def test_tidy_text_keeps_what_people_wrote() -> None:
    assert tidy_text("Ünïcode – “quoted”\t£5\xa0m") == "Ünïcode – “quoted” £5 m"


CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.dates(), st.datetimes(), st.text(max_size=40),
    st.text("0123456789/-., £mkto+x()&;%yearsdQ", max_size=30),
)  # fmt: skip


@given(CELLS, st.sampled_from(list(RegisterField)), st.booleans())
@example("1" * 300, RegisterField.VALUE, False)
@example(datetime.max, RegisterField.END, False)
@example(10**400, RegisterField.START, False)
@settings(max_examples=1_500, deadline=None)
def test_no_cell_breaks_the_reading(cell: CellValue, field: RegisterField, flag: bool) -> None:
    facts = ColumnFacts(starts_1904=flag, american=flag, extends=flag, factor=1_000 if flag else 1)
    assert isinstance(read_value(cell, field, facts), (ReadValue, NotKnown, WrongValue))


@pytest.mark.parametrize(
    "piece", ["1 ", "1.", "1+", "A, ", "A Ltd and ", "(", "01/", "Q1 ", "lot 1 ", "2 x ", "&amp;", "\n", "£", "a"]
)
def test_a_hostile_cell_takes_no_time(piece: str) -> None:
    """Before values were limited in length, single cells took up to 40 seconds."""
    cell = (piece * MAX_CELL)[: MAX_CELL - 1] + "!"
    began = time.perf_counter()
    for field in RegisterField:
        read_value(cell, field, FACTS)
        read_value(cell[:300], field, FACTS)
    assert time.perf_counter() - began < 5
