"""Amounts of money as registers hold them: pounds without VAT, over the whole life or a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from imports.register_files.cells import (
    WITHHELD,
    CellValue,
    plain_text,
    shortened,
    text_of,
    without_value,
)
from imports.register_files.numbers import read_number, with_digits
from imports.register_files.results import NotKnown, ReadValue, WrongValue


@dataclass(frozen=True, slots=True)
class Amount:
    """Pounds and pence. `yearly`: the cell says that it is for a year; `years`: for how many the whole amount is."""

    pounds: Decimal
    yearly: bool = False
    years: int | None = None


AmountResult = ReadValue[Amount] | NotKnown | WrongValue

PENNY = Decimal("0.01")
# Above the yearly spending of every council: a slip of the keyboard.
LARGEST = Decimal(10_000_000_000)
# Amounts up to this stand for "not given": registers that ask for a number get 0 or 1.
LARGEST_NUMBER = 1e10
NO_AMOUNT = Decimal(1)
REMEDY = "Enter an amount in pounds such as 1200000"

NUMBER = r"(?P<number>\d[\d,. ']*(?<=\d)|\.\d+|\d)"
SUFFIX = r"(?:\s?(?P<suffix>k|thousand|th|m|mn|mln|mio|mil|million|bn|b|billion)s?(?![a-z]))?"
AMOUNT = re.compile(NUMBER + SUFFIX)
POUNDS = re.compile(r"[£\ufffd]|\bgbp\b|\bpounds?( sterling)?\b|\bsterling\b|\bâ\s?£")
WITH_VAT = re.compile(r"\(?\b(inc(l(uding|usive|\.)?|\.)?( of)?|gross of|with)\.? ?vat\b\)?")
VAT = re.compile(r"\(?(\b(ex(cl(uding|usive|\.)?|\.)?( of)?|net of|plus|without|no)|\+)\.? ?vat\b\)?|\bnet\b")
YEARLY = re.compile(
    r"(\b|(?<=\d))(per annum|per year|a year|each year|every year|p\.? ?a\b\.?|p/a\b|annually|annual"
    r"|yearly)|/ ?(yr|year|annum)\b"
)
# In headings: "Value (£000)", "Value in £m".
THOUSANDS = re.compile(r"£ ?'?000s?\b|£ ?k\b|\bin thousands\b|\b000s\b", re.IGNORECASE)
MILLIONS = re.compile(r"£ ?m(illions?)?\b|\bin millions\b", re.IGNORECASE)
REFUSALS = (
    (re.compile(r"[$€¥]|\b(usd|eur|euros?|us dollars?|dollars?|yen|chf|aud|cad)\b"), "is not in pounds"),
    (re.compile(r"%"), "is a percentage, not an amount"),
    (re.compile(r"^(\(\s*[\d.,]+\s*\)|-\s*\d[\d.,]*\s*|\d[\d.,]*\s*(-|cr|dr))$"), "is negative"),
    (
        re.compile(
            r"\b(per|a|each|every) (calendar )?(month|week|day|hour|night|unit|item|session|visit|placement|person)\b"
            r"|\b(per|a|each|every) quarter\b|\b(pcm|p\.?w\.?|p\.?m\.|monthly|weekly|daily|hourly|quarterly)\b"
            r"|/ ?(month|week|day|hour|unit)\b"
        ),
        "is a rate, not the value of a year or of the whole contract",
    ),
)
NOTHING = re.compile(r"£?\s*(nil|zero|none|no (value|cost|charge)|free)")
YEARS = re.compile(
    r"\(?\b(over|for|across|during)( the)?( (a|an|up to|max(imum)?))? (?P<years>\d{1,2})[ -]?(years?"
    r"|yrs?)( (term|period))?\b\)?"
)
WHOLE_LIFE = re.compile(
    r"\b(in )?(total|whole[ -]life|over (the|its) (whole )?(life|term)( of (the )?contract)?|lifetime"
    r"|(contract )?value)\b"
)
ROUGH = re.compile(
    r"\b(circa|ca|c|approx(imately)?|about|around|roughly|est(imated|imate)?|up to|max(imum)?( of)?"
    r"|not exceeding"
    r"|in the region of|under|less than|budget(ed)?|anticipated|projected)\b\.?|[~<]"
)
LEAST = re.compile(r"\b(over|more than|above|in excess of|at least|min(imum)?|from)\b|>|(?<=[\dkm])\+")
LEFT_OVER = re.compile(r"[\s.,;:()*\[\]\"'=]|\b(of|is|the|at|only)\b")


def factor_of(heading: str) -> int:
    """By how much the plain numbers under a heading are to be multiplied."""
    return 1_000 if THOUSANDS.search(heading) else 1_000_000 if MILLIONS.search(heading) else 1


def read_amount(cell: CellValue) -> AmountResult:
    """The amount in a cell."""
    if isinstance(cell, (bool, date)):
        return WrongValue(f"“{plain_text(cell)}” is not an amount of money", REMEDY)
    if isinstance(cell, (int, float)):
        if not abs(cell) <= LARGEST_NUMBER:  # so "not a number" is refused, too
            return WrongValue("The number is too large", REMEDY)
        return _checked(Decimal(repr(cell)), text_of(cell), "", "", yearly=False, years=None)
    text = plain_text(cell)
    if nothing := without_value(POUNDS.sub("", text).strip(), REMEDY):
        return nothing
    if WITHHELD.fullmatch(text):
        return NotKnown(text, "The value is withheld")
    return _read_words(text)


def _read_words(text: str) -> AmountResult:
    words = with_digits(text.casefold())
    quoted = f"“{shortened(text)}”"
    words = "0" if NOTHING.fullmatch(words) else words
    for pattern, fault in REFUSALS:
        if pattern.search(POUNDS.sub("", words).strip()):
            return WrongValue(f"{quoted} {fault}", REMEDY)
    words = POUNDS.sub("", words).strip()
    doubt = f"{quoted} includes VAT; the register holds values without it" if WITH_VAT.search(words) else ""
    years = YEARS.search(words)
    rest = YEARS.sub(" ", VAT.sub(" ", WITH_VAT.sub(" ", words)))
    yearly = bool(YEARLY.search(rest))
    rest = WHOLE_LIFE.sub(" ", YEARLY.sub(" ", rest))
    rough, least = ROUGH.search(rest), LEAST.search(rest)
    rest = LEAST.sub(" ", ROUGH.sub(" ", rest))
    found = list(AMOUNT.finditer(rest))
    if not found:
        return WrongValue(f"{quoted} is not an amount of money", REMEDY)
    values = [read_number(match["number"], match["suffix"]) for match in found]
    if len(found) > 1:
        between = rest[found[0].end() : found[1].start()].strip()
        if len(found) > 2 or between not in ("-", "to", "and"):
            return WrongValue(f"{quoted} holds more than one amount", "Enter one amount in pounds")
        doubt = doubt or f"{quoted} is a range; the higher amount was taken"
    remaining = LEFT_OVER.sub(
        "", AMOUNT.sub("", rest).replace("between", "").replace(" to ", "").replace("-", "").replace("/", "")
    )
    value, odd = max(values)
    value = value if value > LARGEST else value.quantize(PENNY, ROUND_HALF_UP)
    if odd:
        doubt = doubt or f"{quoted} was read as £{value:,.2f}"
    elif least:
        doubt = doubt or f"{quoted} gives the least amount only"
    elif remaining and len(found) == 1:
        doubt = doubt or f"The words beside the amount in {quoted} were left out"
    note = f"{quoted} is not exact" if rough else ""
    return _checked(value, text, doubt, note, yearly=yearly, years=int(years["years"]) if years else None)


def _checked(pounds: Decimal, text: str, doubt: str, note: str, *, yearly: bool, years: int | None) -> AmountResult:
    if pounds < 0:
        return WrongValue(f"“{text}” is negative", REMEDY)
    if pounds > LARGEST:
        return WrongValue(f"“{shortened(text)}” is more than £10 billion", REMEDY)
    pounds = pounds.quantize(PENNY, ROUND_HALF_UP)
    if pounds <= NO_AMOUNT:
        doubt = f"“{shortened(text)}” looks as if no value was given"
    remedy = "Check the amount" if doubt else ""
    return ReadValue(Amount(pounds, yearly, None if yearly else years), doubt, note, remedy)
