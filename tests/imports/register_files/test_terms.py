"""Terms such as "2+1+1", and the ends that follow from them."""

from __future__ import annotations

from datetime import date

import pytest

from imports.register_files.cells import CellValue
from imports.register_files.results import NotKnown, ReadValue, WrongValue
from imports.register_files.terms import ContractTerm, first_end, last_end, months_between, read_term

REMEDY = "Enter a term such as 2+1+1, 3 years + up to 2 years, or No extension"


@pytest.mark.parametrize(
    ("cell", "initial", "extensions"),
    [
        ("2+1+1", 24, (12, 12)),
        ("2 + 1 + 1 years", 24, (12, 12)),
        ("3+2", 36, (24,)),
        ("24+12+12", 24, (12, 12)),
        ("6 + 6 years", 72, (72,)),
        ("5 years + up to 3 years", 60, (36,)),
        ("2 years with the option of 2 x 12 months", 24, (12, 12)),
        ("two years plus two one-year extensions", 24, (12, 12)),
        ("3 year contract with option to extend by two further periods of 12 months each", 36, (12, 12)),
        ("initial 3 years, plus 1+1", 36, (12, 12)),
        ("one year, extendable by a further year", 12, (12,)),
        ("36 months + 2x12 months", 36, (12, 12)),
        ("3yrs +1yr", 36, (12,)),
        ("2 + 1 (12 months)", 24, (12, 12)),
        ("up to 2 years", None, (24,)),
        ("option to extend for 2 years", None, (24,)),
        ("2 x 1 year", None, (12, 12)),
        ("48 months", 48, ()),
        ("5yr", 60, ()),
        ("2.5 years", 30, ()),
        ("52 weeks", 12, ()),
        ("five", 60, ()),
        (48, 48, ()),
        (2.0, 24, ()),
        ("No extension", None, ()),
        ("none", None, ()),
        ("No", None, ()),
    ],
)
def test_terms(cell: CellValue, initial: int | None, extensions: tuple[int, ...]) -> None:
    assert read_term(cell) == ReadValue(ContractTerm(initial, extensions))


@pytest.mark.parametrize(
    ("cell", "term"),
    [
        ("extendable to March 2029", ContractTerm(until=date(2029, 3, 31))),
        ("until 31/03/2030", ContractTerm(until=date(2030, 3, 31))),
        ("Extension of 12 months until 31 March 2029", ContractTerm(None, (12,), date(2029, 3, 31))),
        ("initial term of 3 years to 31 March 2027", ContractTerm(36)),
        (date(2029, 3, 31), ContractTerm(until=date(2029, 3, 31))),
    ],
)
def test_a_term_may_name_the_last_day(cell: CellValue, term: ContractTerm) -> None:
    assert read_term(cell) == ReadValue(term)


@pytest.mark.parametrize(
    ("cell", "term", "doubt"),
    [
        ("to 2033", ContractTerm(until=date(2033, 12, 31)), "“2033” gives only a year"),
        ("Yes", ContractTerm(), "An extension is possible, but not how long"),
        (True, ContractTerm(), "An extension is possible, but not how long"),
        (
            "2 years plus extensions",
            ContractTerm(24),
            "“2 years plus extensions” tells of extensions, but not how long",
        ),
        ("4 years (2+1+1)", ContractTerm(24, (12, 12)), "“4 years (2+1+1)” was read as 2+1+1"),
        (
            "5 years with break clause at year 3",
            ContractTerm(60),
            "Only the length was read from “5 years with break clause at year 3”",
        ),
    ],
)
def test_doubtful_terms_are_read_with_a_sentence(cell: CellValue, term: ContractTerm, doubt: str) -> None:
    assert read_term(cell) == ReadValue(term, doubt, remedy=REMEDY)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("rolling", "“rolling” is not a term"),
        ("subject to funding", "“subject to funding” is not a term"),
        ("10 days", "“10 days” does not come to whole months"),
        ("150 years", "“150 years” is longer than 100 years"),
        ("1 April 2024 - 31 March 2027", "“1 April 2024 - 31 March 2027” mixes dates and lengths"),
        ("#REF!", "“#REF!” is an error of the spreadsheet, not a value"),
    ],
)
def test_what_is_no_term_is_wrong(cell: str, sentence: str) -> None:
    assert read_term(cell) == WrongValue(sentence, REMEDY)


def test_what_says_nothing_is_not_known() -> None:
    assert read_term("TBC") == NotKnown("TBC")
    assert read_term("n/a") == NotKnown("n/a")


def test_in_a_column_of_extensions_a_length_alone_is_one() -> None:
    assert read_term("2 years", extends=True) == ReadValue(ContractTerm(None, (24,)))
    assert read_term("2+1", extends=True) == ReadValue(ContractTerm(24, (12,)))
    doubt = "“2 years plus extensions” tells of extensions, but not how long"
    assert read_term("2 years plus extensions", extends=True) == ReadValue(ContractTerm(24), doubt, remedy=REMEDY)


def test_both_ends_follow_from_the_start() -> None:
    term = ContractTerm(60, (36,))
    assert first_end(term, date(2027, 4, 1)) == date(2032, 3, 31)
    assert last_end(term, date(2027, 4, 1)) == date(2035, 3, 31)
    assert last_end(term, date(2027, 4, 1), date(2032, 9, 30)) == date(2035, 9, 30)
    assert last_end(ContractTerm(until=date(2040, 1, 1)), date(2027, 4, 1)) == date(2040, 1, 1)
    assert last_end(ContractTerm(), date(2027, 4, 1)) is None
    assert first_end(ContractTerm(None, (12,)), date(2027, 4, 1)) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 4, 1), 12, date(2028, 3, 31)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 9, 15), 24, date(2029, 9, 14)),
    ],
)
def test_a_term_has_its_whole_months(start: date, months: int, end: date) -> None:
    assert first_end(ContractTerm(months), start) == end
    assert months_between(start, end) == months
