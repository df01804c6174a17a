"""Numbers in words and in digits."""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty")
NUMBERS = {word: number for number, word in enumerate(UNITS + TEENS, 1)} | {
    word: number for number, word in zip(range(20, 70, 10), TENS, strict=True)
}
WORDS = re.compile(rf"\b(?:({'|'.join(TENS)})[ -]({'|'.join(UNITS)})|({'|'.join(NUMBERS)}))\b")
FACTORS = {"k": 1_000, "t": 1_000, "m": 1_000_000, "b": 1_000_000_000}
CONTINENTAL = re.compile(r"\d{1,3}(\.\d{3})+,\d{1,2}|\d{1,3}(\.\d{3}){2,}|\d{1,3}(?:[ ']\d{3})*,\d{1,2}")
PLAIN = re.compile(r"\d+(\.\d+)?|\d{1,3}(,\d{3})+(\.\d+)?|\d{1,3}([ ']\d{3})+(\.\d+)?|\.\d+")


def with_digits(text: str) -> str:
    """The lower-case text with numbers below seventy in digits: "two years" is "2 years"."""
    return WORDS.sub(lambda match: str(NUMBERS[match[3]] if match[3] else NUMBERS[match[1]] + NUMBERS[match[2]]), text)


def read_number(digits: str, suffix: str | None = None) -> tuple[Decimal, bool]:
    """The number that digits with points and commas make, and whether these stand in unusual places.

    `suffix` begins with the letter of a factor: k, m, b, or t for thousand.
    """
    digits = digits.strip()
    if PLAIN.fullmatch(digits):
        # One point before three digits may part thousands.
        plain, odd = (
            re.sub(r"[, ']", "", digits),
            bool(re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits)) and not suffix,
        )
    elif CONTINENTAL.fullmatch(digits):
        plain, odd = re.sub(r"[. ']", "", digits).replace(",", "."), True
    else:
        whole, _, pence = digits.rpartition(".")
        plain = re.sub(r"\D", "", whole) + "." + pence if whole and len(pence) <= 2 else re.sub(r"\D", "", digits)
        odd = True
    factor = FACTORS[suffix[0]] if suffix else 1
    return Decimal(plain) * factor, odd
