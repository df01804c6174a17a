"""Cells of a pasted table to the texts that the boxes of its grid hold, with what a person should look at.

A cell that can't be read keeps its text: the box refuses it and says what to write instead. Nothing is worked out:
formulas stay text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from imports.register_files.cells import (
    SPREADSHEET_ERROR,
    CellValue,
    plain_text,
    says_nothing,
    shortened,
    text_of,
    tidy_text,
)
from imports.register_files.dates import PLAUSIBLE_FROM, day_text, read_date
from imports.register_files.money import read_amount
from imports.register_files.numbers import CONTINENTAL, PLAIN, read_number
from imports.register_files.results import NotKnown, ReadValue, WrongValue

TICKED = "yes"
YES = {"y", "yes", "true", "t", "1", "x", "✓", "✔", "☑"}
NO = {"n", "no", "false", "f", "0", "none"}
# How alike a misspelt choice and the one that it may mean are, from 0 to 1.
LIKENESS = 0.8
# Digits after the point of a number in a workbook; what lies behind them is its rounding.
DIGITS = 9
FORMULA = re.compile(r"\s*(['\"]?[=@\uff1d\uff20]|[+\-\uff0b\uff0d]\s*[A-Za-z_][\w.]*\s*\()")
NUMBER = re.compile(r"(?P<sign>[+-]?)\s*£?\s*(?P<digits>[\d., ']*\d)\s*%?")


@dataclass(frozen=True, slots=True)
class PastedCell:
    """The text of a box; `doubt` is a sentence about it that a person should check."""

    text: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class BoxOption:
    """One choice of a box: the text that it is sent as, what people read, and how else it may be written."""

    text: str
    label: str
    aliases: Sequence[str] = ()
    value: object = None


def kept_text(cell: CellValue) -> str:
    """A cell as it is stored until its rows are brought in, without control characters."""
    if isinstance(cell, float) and not isinstance(cell, bool) and not cell.is_integer():
        return f"{Decimal(repr(round(cell, DIGITS))):f}" if abs(cell) < 1e15 else text_of(cell)
    return tidy_text(cell, lines=True)


def words_cell(text: str, *, lines: bool = False) -> PastedCell:
    tidy = tidy_text(text, lines=lines)
    if SPREADSHEET_ERROR.fullmatch(tidy):
        return PastedCell(tidy, f"“{tidy}” is an error of the spreadsheet")
    if FORMULA.match(tidy):
        return PastedCell(tidy, f"“{shortened(tidy)}” looks like a formula: it is kept as text and never worked out")
    return PastedCell(tidy)


def number_cell(text: str) -> PastedCell:
    """Plain digits. A comma before one or two last digits is taken for a point, with a doubt."""
    plain = plain_text(text)
    if says_nothing(plain):
        return _left_out(plain)
    match = NUMBER.fullmatch(plain)
    if match is None or not (PLAIN.fullmatch(match["digits"]) or CONTINENTAL.fullmatch(match["digits"])):
        return PastedCell(plain)
    number, is_odd = read_number(match["digits"])
    digits = ("-" if match["sign"] == "-" else "") + number_text(number)
    return PastedCell(digits, f"“{plain}” was read as {digits}" if is_odd else "")


def number_text(number: Decimal) -> str:
    """12.5 for 12.50, 0 for 0.00."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount_cell(text: str) -> PastedCell:
    """Pounds and pence. “=1+1” and “12..5” are not guessed at."""
    digits = NUMBER.fullmatch(plain_text(text))
    is_odd = digits is not None and not (PLAIN.fullmatch(digits["digits"]) or CONTINENTAL.fullmatch(digits["digits"]))
    if is_odd or FORMULA.match(text):
        return PastedCell(plain_text(text))
    match read_amount(text):
        case ReadValue(value, doubt, note):
            return PastedCell(number_text(value.pounds), doubt or note)
        case NotKnown(said, doubt):
            return _left_out(said) if not doubt else PastedCell("", doubt)
        case WrongValue():
            return PastedCell(plain_text(text))


def day_cell(text: str, *, end: bool = False) -> PastedCell:
    """A day in words. Of a month or a year an end is the last day, with a doubt."""
    match read_date(text, end=end):
        case ReadValue(value, doubt, note):
            if not isinstance(value, date):
                return _left_out(plain_text(text))
            words, said = day_text(value), doubt or note
            return PastedCell(words, f"{said}. It was read as {words}" if said and words not in said else said)
        case NotKnown(said, doubt):
            return _left_out(said) if not doubt else PastedCell("", doubt)
        case WrongValue():
            return PastedCell(plain_text(text))


def exact_day(text: str) -> date | None:
    """The one day that a text says beyond doubt, also one that lies too far back."""
    result = read_date(text, end=False)
    if not isinstance(result, ReadValue) or not isinstance(result.value, date) or result.note:
        return None
    return None if result.doubt and result.value.year >= PLAUSIBLE_FROM else result.value


def tick_cell(text: str) -> PastedCell:
    plain = plain_text(text)
    if says_nothing(plain) or plain.casefold() in NO:
        return PastedCell("")
    return PastedCell(TICKED if plain.casefold() in YES else plain)


def choice_cell(text: str, options: Sequence[BoxOption]) -> PastedCell:
    """The option that a text names; one that is spelt a little differently is taken with a doubt."""
    plain = plain_text(text)
    names: dict[str, BoxOption | None] = {}
    for option in options:
        for name in {folded(alias) for alias in (option.text, option.label, *option.aliases)} - {""}:
            names[name] = None if name in names and names[name] is not option else option
    if exact := names.get(folded(plain)):
        return PastedCell(exact.text)
    if says_nothing(plain):
        return _left_out(plain)
    like = get_close_matches(folded(plain), names, n=1, cutoff=LIKENESS)
    if like and (near := names[like[0]]):
        return PastedCell(near.text, f"“{shortened(plain)}” was read as “{near.label}”")
    return PastedCell(plain)


def choices_cell(text: str, options: Sequence[BoxOption]) -> PastedCell:
    """Several options, with semicolons between them."""
    cells = [choice_cell(part, options) for part in plain_text(text).split(";") if part.strip()]
    return PastedCell("; ".join(cell.text for cell in cells), " ".join(cell.doubt for cell in cells if cell.doubt))


def folded(text: str) -> str:
    """Letters, digits and what email addresses are made of, in small letters."""
    return re.sub(r"[^\w@.]+", " ", text.casefold().replace("_", " ")).strip()


def _left_out(text: str) -> PastedCell:
    return PastedCell("", f"“{shortened(text)}” was left out" if text.strip(" -") else "")
