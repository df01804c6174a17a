"""Numbers in words."""

from __future__ import annotations

import re

UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty")
NUMBERS = {word: number for number, word in enumerate(UNITS + TEENS, 1)} | {
    word: number for number, word in zip(range(20, 70, 10), TENS, strict=True)
}
WORDS = re.compile(rf"\b(?:({'|'.join(TENS)})[ -]({'|'.join(UNITS)})|({'|'.join(NUMBERS)}))\b")


def with_digits(text: str) -> str:
    """The lower-case text with numbers below seventy in digits: "two years" is "2 years"."""
    return WORDS.sub(lambda match: str(NUMBERS[match[3]] if match[3] else NUMBERS[match[1]] + NUMBERS[match[2]]), text)
