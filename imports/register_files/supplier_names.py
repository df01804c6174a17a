"""How the name of a supplier is written."""

from __future__ import annotations

import re

KEPT_SMALL = frozenset(["and", "of", "the", "for", "in", "on", "to", "at", "by", "with"])
SHAPES = {
    "ltd": "Ltd",
    "limited": "Limited",
    "plc": "plc",
    "co": "Co",
    "inc": "Inc",
    "bros": "Bros",
    "mr": "Mr",
    "mrs": "Mrs",
    "dr": "Dr",
    "st": "St",
    "sons": "Sons",
    "son": "Son",
}


def in_small_letters(name: str) -> str:
    """A shouted name as its owner would write it. Short words without vowels, and with points, are abbreviations."""
    words = []
    for position, word in enumerate(name.split()):
        small = word.casefold()
        if small.strip("().,") in SHAPES:
            words.append(small.replace(small.strip("().,"), SHAPES[small.strip("().,")]))
        elif small in KEPT_SMALL and position:
            words.append(small)
        elif len(word) <= 3 or "." in word.rstrip(".") or not re.search(r"[aeiouy]", small):
            words.append(word)
        else:
            words.append(re.sub(r"(?<![a-z'])[a-z]", lambda letter: letter[0].upper(), small))
    return " ".join(words)
