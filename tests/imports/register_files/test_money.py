"""Amounts as registers hold them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from imports.register_files.cells import CellValue
from imports.register_files.money import Amount, read_amount
from imports.register_files.results import NotKnown, ReadValue, WrongValue

CHECK = "Check the amount"
REMEDY = "Enter an amount in pounds such as 1200000"


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("£1.2m", "1200000.00"),
        ("£1,200,000.00", "1200000.00"),
        ("1.2M", "1200000.00"),
        ("£1.2 million", "1200000.00"),
        ("1200000", "1200000.00"),
        ("1 200 000", "1200000.00"),
        ("£ 1,200,000", "1200000.00"),
        ("GBP 10,000.50", "10000.50"),
        ("450k", "450000.00"),
        ("£1.2bn", "1200000000.00"),
        ("two million", "2000000.00"),
        ("Â£1,200", "1200.00"),
        ("£120,000 (excl VAT)", "120000.00"),
        ("120000 ex. VAT", "120000.00"),
        ("£120,000 + VAT", "120000.00"),
        ("contract value £1,000", "1000.00"),
        (123456.789, "123456.79"),
        (12, "12.00"),
    ],
)
def test_amounts_are_read_to_the_penny(cell: CellValue, pounds: str) -> None:
    result = read_amount(cell)
    assert result == ReadValue(Amount(Decimal(pounds)))
    assert isinstance(result, ReadValue)
    assert str(result.value.pounds) == pounds


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("£50,000 per annum", Amount(Decimal(50_000), yearly=True)),
        ("£50,000 p.a.", Amount(Decimal(50_000), yearly=True)),
        ("50000pa", Amount(Decimal(50_000), yearly=True)),
        ("£50k per year", Amount(Decimal(50_000), yearly=True)),
        ("£25k pa over 4 years", Amount(Decimal(25_000), yearly=True)),
        ("£3m over 5 years", Amount(Decimal(3_000_000), years=5)),
        ("£3 million over five years", Amount(Decimal(3_000_000), years=5)),
        ("£450,000 for 3 years", Amount(Decimal(450_000), years=3)),
    ],
)
def test_amounts_of_a_year_and_of_several(cell: str, amount: Amount) -> None:
    assert read_amount(cell) == ReadValue(amount)


@pytest.mark.parametrize(
    "cell", ["circa £100,000", "c. £100k", "up to £100,000", "approx 100,000", "Less than £100,000"]
)
def test_rough_amounts_are_noted(cell: str) -> None:
    assert read_amount(cell) == ReadValue(Amount(Decimal(100_000)), note=f"“{cell}” is not exact")


@pytest.mark.parametrize(
    ("cell", "pounds", "doubt"),
    [
        ("£1m - £2m", "2000000", "“£1m - £2m” is a range; the higher amount was taken"),
        ("£1-2m", "2000000", "“£1-2m” is a range; the higher amount was taken"),
        ("between £1m and £2m", "2000000", "“between £1m and £2m” is a range; the higher amount was taken"),
        ("0", "0", "“0” looks as if no value was given"),
        (0, "0", "“0” looks as if no value was given"),
        ("£0", "0", "“£0” looks as if no value was given"),
        ("1", "1", "“1” looks as if no value was given"),
        ("nil", "0", "“nil” looks as if no value was given"),
        ("1.200.000,00", "1200000", "“1.200.000,00” was read as £1,200,000.00"),
        ("1,20,000", "120000", "“1,20,000” was read as £120,000.00"),
        ("£12.345", "12.35", "“£12.345” was read as £12.35"),
        ("£120,000 inc VAT", "120000", "“£120,000 inc VAT” includes VAT; the register holds values without it"),
        ("£5m+", "5000000", "“£5m+” gives the least amount only"),
        ("over £5m", "5000000", "“over £5m” gives the least amount only"),
        ("£50,000 plus expenses", "50000", "The words beside the amount in “£50,000 plus expenses” were left out"),
    ],
)
def test_doubtful_amounts_are_read_with_a_sentence(cell: CellValue, pounds: str, doubt: str) -> None:
    result = read_amount(cell)
    assert isinstance(result, ReadValue)
    assert (round(result.value.pounds, 2), result.doubt, result.remedy) == (Decimal(pounds), doubt, CHECK)


@pytest.mark.parametrize("cell", ["", None, "TBC", "n/a", "£ -", "£-", "-", "not known"])
def test_what_says_nothing_is_not_known(cell: CellValue) -> None:
    assert isinstance(read_amount(cell), NotKnown)


@pytest.mark.parametrize("cell", ["commercially confidential", "Commercial in confidence", "REDACTED", "Exempt"])
def test_a_withheld_value_is_not_known(cell: str) -> None:
    assert read_amount(cell) == NotKnown(cell, "The value is withheld")


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("-500", "is negative"),
        (-5, "is negative"),
        ("(1,200.00)", "is negative"),
        ("£-500", "is negative"),
        ("1,200-", "is negative"),
        ("$500", "is not in pounds"),
        ("500 EUR", "is not in pounds"),
        ("5%", "is a percentage, not an amount"),
        ("£500 per week", "is a rate, not the value of a year or of the whole contract"),
        ("99999999999", "is more than £10 billion"),
        ("see tender", "is not an amount of money"),
        ("Band C", "is not an amount of money"),
        ("#VALUE!", "is an error of the spreadsheet, not a value"),
    ],
)
def test_what_is_no_amount_is_wrong(cell: CellValue, fault: str) -> None:
    assert read_amount(cell) == WrongValue(f"“{cell}” {fault}", REMEDY)


def test_two_amounts_in_a_cell_are_wrong() -> None:
    cell = "£1m year 1, £2m year 2"
    assert read_amount(cell) == WrongValue(f"“{cell}” holds more than one amount", "Enter one amount in pounds")


def test_a_number_without_end_is_wrong() -> None:
    assert read_amount(float("inf")) == WrongValue("The number is too large", REMEDY)
