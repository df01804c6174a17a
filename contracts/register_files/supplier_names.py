"""One name of a supplier in many spellings: its key, its likeness to another, and how it is written."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from contracts.register_files.cells import tidy_text

KEPT_SMALL = frozenset(["and", "of", "the", "for", "in", "on", "to", "at", "by", "with"])
SPELLINGS = {
    "limited": "ltd",
    "company": "co",
    "incorporated": "inc",
    "corporation": "corp",
    "brothers": "bros",
    "saint": "st",
}
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
LEGAL_WORDS = frozenset(["ltd", "plc", "llp", "cic", "cio", "inc", "co", "corp", "the"])
LONG_FORMS = (
    (re.compile(r"\bpublic limited company\b"), "plc"),
    (re.compile(r"\blimited liability partnership\b"), "llp"),
    (re.compile(r"\bcommunity interest company\b"), "cic"),
    (re.compile(r"\b([a-z]) (?=[a-z]\b)"), r"\1"),
)
TRADING_AS = re.compile(r"\s*[(\[]?\b(?:t/as?|t\.a\.?|ta|trading as|trading under)\b.*$", re.IGNORECASE)
LOT = re.compile(
    r"\s*(?:[-:,]\s*)?[(\[]?\s*\blots?\.?\s*(?P<lot>(?:no\.?\s*)?[\dA-Z]{1,3}\b(?:\s*(?:,|&|and|to|-"
    r"|/)\s*(?:lot )?[\dA-Z]{1,3}\b)*)\s*[)\]]?\s*:?",
    re.IGNORECASE,
)


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


def folded_supplier(name: str) -> str:
    """One key for all spellings of a name: Ltd and Limited, & and and, capitals, accents, points and trading names."""
    text = TRADING_AS.sub("", tidy_text(name)) or tidy_text(name)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    text = re.sub(r"[&+]", " and ", LOT.sub(" ", text))
    text = " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['`.]", "", text)).split())
    for pattern, short in LONG_FORMS:
        text = pattern.sub(short, text)
    return " ".join(SPELLINGS.get(word, word) for word in text.removeprefix("the ").split())


def likeness(first: str, second: str) -> float:
    """How like two names are, from 0 to 1. 0.9 and more is worth asking whether they are the same."""
    one, two = folded_supplier(first), folded_supplier(second)
    if one == two:
        return 1.0
    stems = [" ".join(word for word in key.split() if word not in LEGAL_WORDS) for key in (one, two)]
    if not all(stems):
        return fuzz.ratio(one, two) / 100
    joined = [stem.replace(" ", "") for stem in stems]
    score = max(fuzz.token_sort_ratio(*stems), fuzz.ratio(*joined)) / 100
    short, long = sorted((stem.split() for stem in stems), key=len)
    if len(short) >= 2 and long[: len(short)] == short:
        score = max(score, 0.9)  # "Ford Motor Co. Ltd Self Billing"
    numbers = [sorted(re.findall(r"\d+", stem)) for stem in stems]
    # "Unit 1" and "Unit 2" differ where it matters.
    return min(score, 0.8 if numbers[0] != numbers[1] else 0.99)
