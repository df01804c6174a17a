"""Which suppliers may be one and the same. Pure: no Django, no database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from rapidfuzz import fuzz

from contracts.supplier_names import supplier_key

ALIKE = 0.9  # how like two names have to be, of 1
COMMON = 25  # suppliers: a word that more of them have says nothing of likeness
LEGAL_FORMS = frozenset({"ltd", "plc", "llp", "cic", "cio", "co", "inc", "corp", "the", "uk", "cyf"})


@dataclass(frozen=True)
class NamedSupplier:
    """A supplier with the keys of all its names, and its numbers by the name of their register."""

    pk: int
    keys: Collection[str]
    numbers: Mapping[str, str]


@dataclass(frozen=True)
class AlikePair:
    """Two suppliers, the smaller key first, and why they may be one."""

    first: int
    second: int
    why: str


def alike_pairs(suppliers: Sequence[NamedSupplier], names: Mapping[str, str]) -> list[AlikePair]:
    """Each pair once, for its strongest reason: a number in common, then a name, then a similar name.

    `names` are what the registers of the numbers are called.
    """
    by_number: dict[str, list[int]] = defaultdict(list)
    by_key: dict[str, list[int]] = defaultdict(list)
    for supplier in suppliers:
        for field, number in supplier.numbers.items():
            if number:
                by_number[f"{names[field]}, {number}"].append(supplier.pk)
        for key in set(supplier.keys):
            by_key[key].append(supplier.pk)
    pairs: dict[tuple[int, int], str] = {}
    for number, sharing in by_number.items():
        for pair in combinations(sorted(sharing), 2):
            pairs.setdefault(pair, f"They have the same {number}")
    for sharing in by_key.values():
        for pair in combinations(sorted(sharing), 2):
            pairs.setdefault(pair, "They have a name in common")
    for first, second in _similar(by_key):
        for one, other in product(by_key[first], by_key[second]):
            if one != other:
                pairs.setdefault((min(one, other), max(one, other)), "Their names are similar")
    return [AlikePair(first, second, why) for (first, second), why in pairs.items()]


def _similar(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different names that are alike. Only names with a rarer word, or the beginning of one, are compared."""
    core = {key: " ".join(word for word in key.split() if word not in LEGAL_FORMS) or key for key in keys}
    blocks: dict[str, list[str]] = defaultdict(list)
    for key, words in core.items():
        for word in {*words.split(), f"{words.replace(' ', '')[:5]}…"}:
            blocks[word].append(key)
    compared: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) > COMMON:
            continue
        for first, second in combinations(sorted(block), 2):
            if (first, second) in compared:
                continue
            compared.add((first, second))
            if likeness(first, second) >= ALIKE:
                yield first, second


def likeness(first: str, second: str) -> float:
    """How like two names are, from 0 to 1. 0.9 and more is worth asking whether they are the same."""
    one, two = supplier_key(first), supplier_key(second)
    if one == two:
        return 1.0
    stems = [" ".join(word for word in key.split() if word not in LEGAL_FORMS) for key in (one, two)]
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
