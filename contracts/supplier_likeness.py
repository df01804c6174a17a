"""Which suppliers may be one and the same. Pure: no Django, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, product

ALIKE = 0.87  # how like two names have to be, of 1
COMMON = 25  # suppliers: a word that more of them have says nothing of likeness
LEGAL_FORMS = frozenset({"ltd", "plc", "llp", "cic", "cio", "co", "inc", "uk", "cyf"})


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
    matcher = SequenceMatcher(autojunk=False)
    for block in blocks.values():
        if len(block) > COMMON:
            continue
        for first, second in combinations(sorted(block), 2):
            if (first, second) in compared:
                continue
            compared.add((first, second))
            matcher.set_seqs(core[first], core[second])
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
                yield first, second
