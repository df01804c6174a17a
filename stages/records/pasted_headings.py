"""Which column of a pasted table is which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Rows in which headings are looked for: some tables have their name above them.
SEARCHED_ROWS = 10
# How alike a misspelt heading and the one that it means are, from 0 to 1.
LIKENESS = 0.8


@dataclass(frozen=True, slots=True)
class Headings:
    """`row` is the index of the heading row, None without one. `fields` has the field of each column, "" for none."""

    row: int | None
    fields: tuple[str, ...]


def find_headings(rows: Sequence[Sequence[str]], labels: Mapping[str, str]) -> Headings:
    """`labels` are the fields in their order with what they are called. Without headings the order of fields counts."""
    width = max((len(row) for row in rows), default=0)
    best: Headings | None = None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        fields, exact = match_headings(row, labels)
        known = sum(map(bool, fields))
        is_heading = exact >= 1 if len(fields) < 3 else known >= 2
        if is_heading and (best is None or known > sum(map(bool, best.fields))):
            best = Headings(index, _padded(fields, width))
    return best or Headings(None, _padded(tuple(labels)[:width], width))


def match_headings(cells: Sequence[str], labels: Mapping[str, str]) -> tuple[tuple[str, ...], int]:
    """The field of each cell, each field once, and how many are called exactly as their field."""
    names = {folded(label): name for name, label in labels.items()}
    names = {folded(name): name for name in labels} | names
    free = dict(labels)
    fields = [""] * len(cells)
    exact = 0
    for place, cell in enumerate(cells):
        name = names.get(folded(cell)) or names.get(folded(re.sub(r"[(\[].*?[)\]]", "", cell)), "")
        if name in free:
            fields[place] = name
            exact += 1
            del free[name]
    for place, cell in enumerate(cells):
        if fields[place] or not folded(cell):
            continue
        alike = [(SequenceMatcher(None, folded(cell), folded(label)).ratio(), name) for name, label in free.items()]
        likeness, name = max(alike, default=(0.0, ""))
        if likeness >= LIKENESS:
            fields[place] = name
            del free[name]
    return tuple(fields), exact


def folded(text: str) -> str:
    """Letters and digits alone, in small letters."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _padded(fields: Sequence[str], width: int) -> tuple[str, ...]:
    return (*fields, *[""] * (width - len(fields)))
