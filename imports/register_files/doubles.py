"""Rows of one file that say the same, and rows that share a reference."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from imports.register_files.cells import shortened
from imports.register_files.fields import RegisterField
from imports.register_files.problems import ProblemLevel, RegisterRow, RowPlace

ROWS_NAMED = 5


def mark_doubles(rows: list[RegisterRow], columns: Mapping[RegisterField, int]) -> list[RegisterRow]:
    """Name rows that say the same, of which all but the first are left out, and rows with one reference."""
    firsts: dict[tuple[tuple[str, str], ...], int] = {}
    followers: dict[int, list[int]] = defaultdict(list)
    by_reference: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        key = tuple(sorted((field.code, text.casefold()) for field, text in row.texts.items()))
        first = firsts.setdefault(key, row.number)
        reference = row.values.get(RegisterField.REFERENCE)
        if first != row.number:
            followers[first].append(row.number)
        elif isinstance(reference, str) and not row.left_out:
            by_reference[re.sub(r"\W", "", reference.casefold()) or reference].append(row.number)
    original = {number: first for first, numbers in followers.items() for number in numbers}
    sharing = {number: numbers for numbers in by_reference.values() if len(numbers) > 1 for number in numbers}
    marked = []
    for row in rows:
        place, problems, left_out = RowPlace(row.number, columns), list(row.problems), row.left_out
        if row.number in original:
            sentence = f"The row says the same as row {original[row.number]}"
            problems.append(place.problem(None, ProblemLevel.DOUBT, sentence, "Leave it out, or correct it"))
            left_out = left_out or sentence
        elif row.number in followers:
            sentence = f"The same stands again in {_row_numbers(followers[row.number])}, left out there"
            problems.append(place.problem(None, ProblemLevel.NOTE, sentence))
        if row.number in sharing:
            others = _row_numbers([number for number in sharing[row.number] if number != row.number])
            sentence = f"The reference {shortened(row.texts[RegisterField.REFERENCE])} stands in {others} too"
            remedy = "Give each its own reference"
            problems.append(place.problem(RegisterField.REFERENCE, ProblemLevel.DOUBT, sentence, remedy))
        marked.append(replace(row, problems=tuple(problems), left_out=left_out))
    return marked


def _row_numbers(numbers: list[int]) -> str:
    shown = [str(number) for number in numbers[:ROWS_NAMED]]
    more = len(numbers) - len(shown)
    if more:
        return f"rows {', '.join(shown)} and {more} more"
    return f"row {shown[0]}" if len(shown) == 1 else f"rows {', '.join(shown[:-1])} and {shown[-1]}"
