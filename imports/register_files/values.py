"""Reading a cell for a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from imports.register_files.cells import (
    CellValue,
    plain_text,
    says_nothing,
    shortened,
    text_of,
    tidy_text,
    without_value,
)
from imports.register_files.choices import KINDS, PROCEDURES, REGIMES, ROUTES, STATES, read_choice, read_yes_no
from imports.register_files.dates import DateValue, read_date
from imports.register_files.fields import RegisterField
from imports.register_files.limits import MAX_CELL
from imports.register_files.money import LARGEST, Amount, read_amount
from imports.register_files.numbers import with_digits
from imports.register_files.results import NotKnown, ReadValue, WrongValue
from imports.register_files.suppliers import SupplierInCell, read_suppliers
from imports.register_files.terms import ContractTerm, read_term


@dataclass(frozen=True, slots=True)
class NoticeInCell:
    """How long before its end an agreement must be given notice: a number of "months" or "days"."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What the whole column tells about reading each of its cells.

    `american`: dates have the month first; `extends`: lengths are extensions; `factor`: of what amounts are counted.
    """

    starts_1904: bool = False
    american: bool = False
    extends: bool = False
    factor: int = 1


FieldValue = (
    str | bool | DateValue | Amount | ContractTerm | NoticeInCell | tuple[SupplierInCell, ...] | tuple[str, ...]
)
FieldResult = ReadValue[FieldValue] | NotKnown | WrongValue
CellReader = Callable[[CellValue, RegisterField, ColumnFacts], "FieldResult"]

LENGTHS = {
    RegisterField.REFERENCE: 100,
    RegisterField.TITLE: 300,
    RegisterField.DESCRIPTION: 10_000,
}
DEFAULT_LENGTH = 200
# Characters that patterns are tried on, so that no cell takes long.
LONGEST_VALUE = 300
LONGEST = {RegisterField.SUPPLIERS: 5_000, RegisterField.CPV: 5_000, RegisterField.PUBLISHED_URL: 2_000}
PERIOD = re.compile(
    r"(?P<number>\d{1,3})\s*(?P<working>working |calendar |clear )?(?P<unit>days?|weeks?|wks?|months?"
    r"|mths?|m|years?|yrs?)?\b.*"
)
COMPANY_NUMBER = re.compile(r"[A-Z]{2}\d{6}|[A-Z]{2}\d{5}R|\d{8}")
CHARITY_NUMBER = re.compile(r"\d{6,7}(-\d{1,3})?|SC\d{6}|NI\d{6}|NIC\d{6}")
CPV_CODE = re.compile(r"(?<!\d)(\d{8})(?:-\d)?(?!\d)")
OCID = re.compile(r"ocds-[a-z0-9]{6}-\S+", re.IGNORECASE)


def read_value(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    """What a cell says for a field."""
    longest = LONGEST.get(field, LONGEST_VALUE) if field in READERS else MAX_CELL
    if isinstance(cell, str) and len(cell) > longest:
        sentence = f"“{shortened(cell)}” is too long for this field"
        return WrongValue(sentence, f"Shorten it to {longest:,} characters")
    return READERS.get(field, _read_text)(cell, field, facts)


def _read_text(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    text = tidy_text(cell, lines=field is RegisterField.DESCRIPTION)
    if nothing := without_value(text, f"Enter the {field.label.lower()}"):
        return nothing
    length = LENGTHS.get(field, DEFAULT_LENGTH)
    if len(text) > length:
        cut = shortened(text, length)
        return ReadValue(cut, f"The text was cut at {length:,} characters", remedy="Shorten the text")
    return ReadValue(text)


def _read_date(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    end = field in (RegisterField.END, RegisterField.END_WITH_EXTENSIONS)
    result = read_date(cell, end=end, starts_1904=facts.starts_1904, american=facts.american)
    if field is RegisterField.REVIEW and isinstance(result, WrongValue) and not re.search(r"\d", text_of(cell)):
        return NotKnown(text_of(cell), f"{result.sentence}, and is left out")  # "Annually"
    if isinstance(result, ReadValue):
        return ReadValue(result.value, result.doubt, result.note, result.remedy)
    return result


def _read_amount(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    result = read_amount(cell)
    if not isinstance(result, ReadValue):
        return result
    if field is RegisterField.VAT_NOT_RECOVERABLE and not result.value.pounds:
        return ReadValue(result.value)
    amount, note = result.value, result.note
    if facts.factor > 1 and not re.search(r"[a-z]", text_of(cell), re.IGNORECASE):
        amount = replace(amount, pounds=amount.pounds * facts.factor)
        note = f"“{text_of(cell).strip()}” was read as £{amount.pounds:,.2f}, as the heading says"
        if amount.pounds > LARGEST:
            return WrongValue(f"£{amount.pounds:,.2f} is more than £10 billion", "Check the heading and the amount")
    return ReadValue(amount, result.doubt, note, result.remedy)


def _read_term(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    result = read_term(cell, extends=facts.extends)
    if not isinstance(result, ReadValue):
        return result
    return ReadValue(result.value, result.doubt, result.note, result.remedy)


def _read_suppliers(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    result = read_suppliers(cell)
    if not isinstance(result, ReadValue):
        return result
    return ReadValue(result.value, result.doubt, result.note, result.remedy)


def _read_choice(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    result = read_choice(cell, CHOICES[field])
    return ReadValue(result.value, result.doubt) if isinstance(result, ReadValue) else result


def _read_yes_no(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    result = read_yes_no(cell, field.code)
    return ReadValue(result.value) if isinstance(result, ReadValue) else result


def _read_notice_period(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    text = plain_text(cell)
    if says_nothing(text) or text.casefold() in ("none", "no"):
        return NotKnown(text)
    match = PERIOD.fullmatch(with_digits(text.casefold()))
    if not match:
        return NotKnown(text, f"“{shortened(text)}” is not a notice period, and is left out")
    number, unit = int(match["number"]), (match["unit"] or "m")[0]
    if not match["unit"] and number >= 14:
        unit = "d"
    in_months, in_days = {"m": number, "y": 12 * number}, {"d": number, "w": 7 * number}
    period = NoticeInCell(in_months[unit], "months") if unit in in_months else NoticeInCell(in_days[unit], "days")
    doubt = "" if match["unit"] else f"“{text}” was read as {period.number} {period.unit}"
    return ReadValue(period, doubt, remedy="Enter a period such as 3 months" if doubt else "")


def _read_number(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    """The number of a company or a charity. What is none is left out: it is never needed to keep a contract."""
    text = plain_text(cell)
    if says_nothing(text) or text.casefold() in ("none", "no", "0"):
        return NotKnown(text)
    number = re.sub(r"[\s.]", "", text.upper())
    company = field is RegisterField.COMPANY_NUMBER
    if company and number.isdigit():
        number = number.zfill(8)  # spreadsheets drop the zeros in front
    if (COMPANY_NUMBER if company else CHARITY_NUMBER).fullmatch(number) and number.strip("0"):
        return ReadValue(number)
    return NotKnown(text, f"“{shortened(text)}” is not a {field.label.lower()}, and is left out")


def _read_cpv(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    text = text_of(cell).zfill(8) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else plain_text(cell)
    codes = tuple(dict.fromkeys(CPV_CODE.findall(text)))
    if codes or says_nothing(text):
        return ReadValue(codes) if codes else NotKnown(text)
    return NotKnown(text, f"“{shortened(text)}” holds no CPV code, and is left out")


def _read_ocid(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    text = plain_text(cell)
    if OCID.fullmatch(text):
        return ReadValue(text.lower())
    return NotKnown(
        text, "" if says_nothing(text) else f"“{shortened(text)}” is not an Open Contracting ID, and is left out"
    )


def _read_url(cell: CellValue, field: RegisterField, facts: ColumnFacts) -> FieldResult:
    text = plain_text(cell)
    address = f"https://{text}" if text.startswith("www.") else text
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", address)
    except ValueError:
        sound = False
    if sound and len(address) <= 500:
        return ReadValue(address)
    return NotKnown(text, "" if says_nothing(text) else f"“{shortened(text)}” is not a web address, and is left out")


CHOICES = {
    RegisterField.KIND: KINDS,
    RegisterField.ROUTE: ROUTES,
    RegisterField.REGIME: REGIMES,
    RegisterField.PROCEDURE: PROCEDURES,
    RegisterField.STATUS: STATES,
}
DATES = (
    RegisterField.START,
    RegisterField.END,
    RegisterField.END_WITH_EXTENSIONS,
    RegisterField.REVIEW,
    RegisterField.AWARD_DATE,
)
AMOUNTS = (RegisterField.VALUE, RegisterField.YEARLY_VALUE, RegisterField.VAT_NOT_RECOVERABLE)
READERS: Mapping[RegisterField, CellReader] = {
    **dict.fromkeys(DATES, _read_date),
    **dict.fromkeys(AMOUNTS, _read_amount),
    **dict.fromkeys(CHOICES, _read_choice),
    **dict.fromkeys((RegisterField.IS_SMALL, RegisterField.IS_VOLUNTARY, RegisterField.IS_LOCAL), _read_yes_no),
    **dict.fromkeys((RegisterField.COMPANY_NUMBER, RegisterField.CHARITY_NUMBER), _read_number),
    RegisterField.EXTENSION: _read_term,
    RegisterField.SUPPLIERS: _read_suppliers,
    RegisterField.NOTICE_PERIOD: _read_notice_period,
    RegisterField.CPV: _read_cpv,
    RegisterField.OCID: _read_ocid,
    RegisterField.PUBLISHED_URL: _read_url,
}
