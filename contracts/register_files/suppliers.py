"""Names of suppliers: several in one cell, one name in many spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from contracts.register_files.cells import CellValue, says_nothing, shortened, tidy_text, without_value
from contracts.register_files.results import NotKnown, ReadValue, WrongValue


@dataclass(frozen=True, slots=True)
class SupplierName:
    """A name as it is to be shown, and the lots that the cell gives it ("1 and 2")."""

    name: str
    lot: str = ""


SuppliersResult = ReadValue[tuple[SupplierName, ...]] | NotKnown | WrongValue

MAX_SUPPLIER_NAME = 255
REMEDY = "Enter the names of the suppliers, with a semicolon between two"
ENDING = (
    r"(?:ltd|limited|llp|l\.l\.p|plc|p\.l\.c|inc|incorporated|corp|corporation|cic|c\.i\.c|cio|gmbh|b\.?v"
    r"|s\.?a|ag|lp|co|company"
    r"|community interest company|council|trust|association|partnership|society|foundation|charity"
    r"|university|college|school|group)"
)
ENDS = re.compile(rf"\b{ENDING}\.?(?:\s*\([^()]*\))?\s*$", re.IGNORECASE)
ENDING_ALONE = re.compile(rf"\s*(?:{ENDING}|uk|gb|england|europe|the)\.?\s*$", re.IGNORECASE)
SURE_MARKS = re.compile(r"\s*(?:\n|;|\||•|\u2022)\s*")
NUMBERED = re.compile(r"(?:^|(?<=[\s;,]))\(?\d{1,2}[.)]\s+(?=[A-Za-z])")
BETWEEN_COMPANIES = re.compile(r"(?<=[a-z.)])\s+(?:and|&|/|\+)\s+", re.IGNORECASE)
LOT = re.compile(
    r"\s*(?:[-:,]\s*)?[(\[]?\s*\blots?\.?\s*(?P<lot>(?:no\.?\s*)?[\dA-Z]{1,3}\b(?:\s*(?:,|&|and|to|-"
    r"|/)\s*(?:lot )?[\dA-Z]{1,3}\b)*)\s*[)\]]?\s*:?",
    re.IGNORECASE,
)
VARIOUS = re.compile(
    r"(various|multiple|several|numerous|many|all)( (suppliers?|providers?|contractors?|companies"
    r"|lots))?( .{0,30})?|see (below|list|attached|notes?|framework).*|none|no suppliers?|n/?a\b.*"
    r"|not awarded.*|no award.*",
    re.IGNORECASE,
)
SHOUTED_WORDS = 2
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


def read_suppliers(cell: CellValue) -> SuppliersResult:
    """The suppliers in a cell, in its order, each once."""
    text = tidy_text(cell, lines=True)
    if nothing := without_value(text.replace("\n", " "), REMEDY):
        return nothing
    if VARIOUS.fullmatch(text):
        return NotKnown(text)
    if not any(letter.isalpha() for letter in text):
        return WrongValue(f"“{shortened(text)}” is not the name of a supplier", REMEDY)
    parts: list[str] = []
    doubts: list[str] = []
    for part in SURE_MARKS.split(NUMBERED.sub("\n", text).strip(" ;,|\n")):
        pieces, doubt = _split_at_commas(part)
        doubts.append(doubt)
        for piece in pieces:
            parts.extend(_split_at_and(piece))
    names: dict[tuple[str, str], SupplierName] = {}
    notes: list[str] = []
    for part in parts:
        name = _named(part)
        if len(name.name) > MAX_SUPPLIER_NAME:
            return WrongValue(f"“{shortened(name.name)}” is too long for a name", REMEDY)
        if name.name.isupper() and len(name.name.split()) >= SHOUTED_WORDS:
            notes.append(f"“{name.name}” is in capitals")
            name = replace(name, name=_in_small_letters(name.name))
        if name.name and not says_nothing(name.name):
            names.setdefault((folded_supplier(name.name), name.lot), name)
    if not names:
        return NotKnown(text)
    doubt = next(filter(None, doubts), "")
    return ReadValue(tuple(names.values()), doubt, "; ".join(notes), REMEDY if doubt else "")


def _split_at_commas(text: str) -> tuple[list[str], str]:
    """The names of a list, and a doubt where a comma may belong to a name.

    A comma after "Ltd" and its like parts names, unless only "UK" or another ending follows. So does a comma without
    a blank behind it, which programs write and people don't.
    """
    commas = [
        match
        for match in re.finditer(r",\s*", text)
        if text.count("(", 0, match.start()) == text.count(")", 0, match.start())
    ]
    pieces, start, doubt = [], 0, ""
    for match in commas:
        left, right = text[start : match.start()], text[match.end() :]
        following = right.split(",", 1)[0]
        if ENDING_ALONE.match(following) or not following.strip() or not left.strip():
            continue
        if ENDS.search(left) and not re.match(r"(and|&)\s", right, re.IGNORECASE):
            if not ENDS.search(following):
                doubt = f"“{shortened(following.strip())}” was read as a supplier of its own"
        elif match[0] == "," and not right[0].isdigit():
            doubt = doubt or f"“{shortened(left.strip())}” was read as a supplier of its own"
        elif ENDS.search(left):
            right = right.split(" ", 1)[1]
        else:
            doubt = doubt or f"“{shortened(text)}” was kept as one supplier, in spite of its comma"
            continue
        pieces.append(left)
        start = len(text) - len(right)
    return [*pieces, text[start:].strip(" ,")], doubt


def _split_at_and(text: str) -> Iterator[str]:
    """Part "A Ltd and B plc", but not "Smith and Jones Ltd"."""
    start = 0
    for match in BETWEEN_COMPANIES.finditer(text):
        left = text[start : match.start()]
        if re.search(
            r"\b(?:ltd|limited|llp|plc|inc|cic|cio)\.?(?:\s*\([^()]*\))?$", left, re.IGNORECASE
        ) and ENDS.search(text[match.end() :]):
            yield left
            start = match.end()
    yield text[start:]


def _named(text: str) -> SupplierName:
    """The name without the lots in front of it or behind it."""
    lots = [" ".join(match["lot"].split()) for match in LOT.finditer(text)]
    name = LOT.sub(" ", text) if lots else text
    return SupplierName(" ".join(name.split()).strip(" ,;:-"), ", ".join(lots))


def _in_small_letters(name: str) -> str:
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
