"""What people type into a search box, as words that a database can be asked for and a page can show in bold."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_LETTERS = 200
MOST_WORDS = 8


def words_of(typed: str) -> list[str]:
    """The first few words, without characters that no text holds."""
    printable = "".join(letter if letter.isprintable() else " " for letter in typed[:MOST_LETTERS])
    return printable.split()[:MOST_WORDS]


def in_bold(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words: escaping is left to the template."""
    if not words:
        return [(text, False)]
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("(" + "|".join(re.escape(word) for word in longest_first) + ")", re.IGNORECASE)
    return [(piece, bool(place % 2)) for place, piece in enumerate(pattern.split(text)) if piece]
