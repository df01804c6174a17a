"""Which column holds which field: a proposal for a person to check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice

from rapidfuzz import fuzz, process

from imports.register_files.cells import CellValue, is_filled, plain_text
from imports.register_files.dates import order_of, read_date
from imports.register_files.fields import BY_CODE, HEADINGS, TELLING, RegisterField, folded
from imports.register_files.headings import HeadedRows, RegisterColumn
from imports.register_files.money import WITH_VAT, Amount, factor_of
from imports.register_files.results import ReadValue
from imports.register_files.sheets import RegisterFile
from imports.register_files.suppliers import ENDS
from imports.register_files.values import AMOUNTS, DATES, ColumnFacts, read_value


class Certainty(Enum):
    """How sure a proposal is, by what it rests on."""

    REMEMBERED = "remembered"
    NAME_KNOWN = "name_known"
    NAME_LIKE = "name_like"
    VALUES_LIKE = "values_like"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """The field proposed for a column, how sure that is and why."""

    column: RegisterColumn
    field: RegisterField
    certainty: Certainty
    reason: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    points: float
    column: RegisterColumn
    field: RegisterField
    certainty: Certainty
    reason: str


IGNORE = RegisterField.IGNORE
# Rows whose cells are looked at; how many filled cells are enough to judge a column by.
SAMPLE, ENOUGH = 200, 4
# Shares of the filled cells: below the first the heading is not believed, from the second on the values are.
UNLIKE, LIKE = 0.4, 0.8
COMPANIES = 0.5
# The mean length of titles, in characters.
TITLE_LENGTH = 15
SPELLING_LIKENESS = 90
REMEMBERED_POINTS, KNOWN_POINTS, SPELLING_POINTS, TELLING_POINTS, VALUES_POINTS = 1000.0, 80.0, 60.0, 50.0, 20.0
EMPTY_POINTS = 75.0
# So many days first for each month first are a British column with slips.
SLIPS = 4
CHECKED = (*DATES, *AMOUNTS, RegisterField.OCID, RegisterField.CPV, RegisterField.PUBLISHED_URL)


def propose_columns(table: HeadedRows, remembered: Mapping[str, str] | None = None) -> tuple[ColumnProposal, ...]:
    """A proposal for every column, in their order.

    `remembered` beats every guess: codes of fields by folded heading, or by the letters of a column ("F").
    """
    samples: dict[RegisterColumn, list[CellValue]] = {}
    for column in table.columns:
        cells = (row[column.index] for _, row in table.rows if column.index < len(row))
        samples[column] = list(islice(filter(is_filled, cells), SAMPLE))
    candidates = [
        candidate for column in table.columns for candidate in _candidates(column, samples[column], remembered or {})
    ]
    candidates.sort(key=lambda candidate: (-candidate.points, candidate.column.index))
    chosen: dict[RegisterColumn, _Candidate] = {}
    holders: dict[RegisterField, RegisterColumn] = {}
    for candidate in candidates:
        if candidate.column not in chosen and (candidate.field is IGNORE or candidate.field not in holders):
            chosen[candidate.column] = candidate
            if candidate.field is not IGNORE:
                holders[candidate.field] = candidate.column
    free = {column: cells for column, cells in samples.items() if column not in chosen and len(cells) >= ENOUGH}
    guesses = _ValueGuesses(free, holders)
    guesses.propose_plain_kinds()
    if not table.heading_row:
        guesses.propose_names_and_amounts()
    for candidate in guesses.candidates:
        chosen[candidate.column] = candidate
        holders[candidate.field] = candidate.column
    proposals = []
    for column in table.columns:
        best = chosen.get(column)
        if best:
            reason, factor = best.reason, factor_of(column.heading)
            if best.field in AMOUNTS:
                reason += f"; its plain numbers are read as £{factor:,} each" if factor > 1 else ""
                reason += "; its heading says that VAT is in them" if WITH_VAT.search(column.heading.casefold()) else ""
            proposals.append(ColumnProposal(column, best.field, best.certainty, reason))
            continue
        loser = next((each for each in candidates if each.column == column), None)
        reason = _reason_not_used(column, samples[column], loser, holders)
        proposals.append(ColumnProposal(column, IGNORE, Certainty.NOT_USED, reason))
    return tuple(proposals)


def _candidates(column: RegisterColumn, cells: list[CellValue], remembered: Mapping[str, str]) -> Iterator[_Candidate]:
    """What the heading speaks for, unless the cells speak against it."""
    name = folded(column.heading)
    code = remembered.get(column.letters) or remembered.get(name, "")
    if code in BY_CODE:
        field = BY_CODE[code]
        reason = f"{column.called} was used for “{field.label}” before"
        certainty = Certainty.NOT_USED if field is IGNORE else Certainty.REMEMBERED
        yield _Candidate(REMEMBERED_POINTS, column, field, certainty, reason)
        return
    for candidate in _by_heading(column, name) if name else ():
        field = candidate.field
        if not cells:
            yield replace(candidate, points=candidate.points - EMPTY_POINTS)
        elif field is RegisterField.EXTENSION and len(cells) >= ENOUGH and _date_share(cells) >= LIKE:
            reason = f"{column.called} names extensions and holds dates"
            yield replace(candidate, field=RegisterField.END_WITH_EXTENSIONS, reason=reason)
        elif field in AMOUNTS:
            share = _useful_share(cells, field)
            yield replace(candidate, points=candidate.points + 10 * share - (25 if share < UNLIKE else 0))
        elif field not in CHECKED or len(cells) < ENOUGH or _readable_share(cells, field) >= UNLIKE:
            yield candidate


def _by_heading(column: RegisterColumn, name: str) -> Iterator[_Candidate]:
    if name in HEADINGS:
        code, rank = HEADINGS[name]
        field = BY_CODE[code]
        if field is IGNORE:
            reason = f"{column.called} is not kept in the register"
            yield _Candidate(KNOWN_POINTS, column, field, Certainty.NOT_USED, reason)
            return
        reason = f"{column.called} is a known heading for “{field.label}”"
        yield _Candidate(KNOWN_POINTS - rank * 0.1, column, field, Certainty.NAME_KNOWN, reason)
        return
    close = process.extractOne(name, HEADINGS.keys(), scorer=fuzz.ratio, score_cutoff=SPELLING_LIKENESS)
    if close and len(name) > 5:
        field = BY_CODE[HEADINGS[close[0]][0]]
        reason = f"{column.called} is like “{close[0]}”, a known heading for “{field.label}”"
        certainty = Certainty.NOT_USED if field is IGNORE else Certainty.NAME_LIKE
        yield _Candidate(SPELLING_POINTS, column, field, certainty, reason)
    for order, (code, pattern) in enumerate(TELLING):
        if pattern.search(name):
            field = BY_CODE[code]
            if field is IGNORE:
                reason = f"{column.called} is not kept in the register"
                yield _Candidate(TELLING_POINTS, column, field, Certainty.NOT_USED, reason)
                return
            reason = f"{column.called} is like a heading for “{field.label}”"
            yield _Candidate(TELLING_POINTS - order * 0.1, column, field, Certainty.NAME_LIKE, reason)


class _ValueGuesses:
    """Fields of columns whose headings say nothing, by their cells; each column and each field once."""

    def __init__(self, free: Mapping[RegisterColumn, list[CellValue]], holders: Collection[RegisterField]) -> None:
        self.free = dict(free)
        self.taken = set(holders)
        self.candidates: list[_Candidate] = []

    def propose(self, column: RegisterColumn, field: RegisterField, what: str) -> None:
        if column in self.free and field not in self.taken:
            del self.free[column]
            self.taken.add(field)
            reason = f"{column.called}: the values look like {what}"
            self.candidates.append(_Candidate(VALUES_POINTS, column, field, Certainty.VALUES_LIKE, reason))

    def propose_plain_kinds(self) -> None:
        """What its form tells: addresses, identifiers, companies, and two columns of dates."""
        for column, cells in list(self.free.items()):
            if _readable_share(cells, RegisterField.PUBLISHED_URL) >= LIKE:
                self.propose(column, RegisterField.PUBLISHED_URL, "web addresses")
            elif _readable_share(cells, RegisterField.OCID) >= LIKE:
                self.propose(column, RegisterField.OCID, "Open Contracting IDs")
            elif sum(bool(ENDS.search(plain_text(cell))) for cell in cells) >= COMPANIES * len(cells):
                self.propose(column, RegisterField.SUPPLIERS, "names of companies")
        dated = [column for column, cells in self.free.items() if _date_share(cells) >= LIKE]
        if len(dated) == 2:
            first, second = sorted(dated, key=lambda column: _middle_date(self.free[column]))
            self.propose(first, RegisterField.START, "the earlier of two dates")
            self.propose(second, RegisterField.END, "the later of two dates")

    def propose_names_and_amounts(self) -> None:
        """What is less sure, for a table without headings."""
        for column, cells in list(self.free.items()):
            words = [plain_text(cell) for cell in cells]
            if _date_share(cells) >= LIKE:
                continue
            plain = all(re.match(r"£?\s?[\d.]", word) for word in words)
            if plain and _useful_share(cells, RegisterField.VALUE) >= LIKE:
                self.propose(column, RegisterField.VALUE, "amounts of money")
            elif len(set(words)) == len(words) and sum(map(len, words)) >= TITLE_LENGTH * len(words):
                self.propose(column, RegisterField.TITLE, "titles")


def _reason_not_used(
    column: RegisterColumn,
    cells: list[CellValue],
    loser: _Candidate | None,
    holders: Mapping[RegisterField, RegisterColumn],
) -> str:
    if loser and loser.field in holders:
        reason = f"{holders[loser.field].called} is used for “{loser.field.label}”"
        empty = len(cells) - round(_useful_share(cells, loser.field) * len(cells)) if loser.field in AMOUNTS else 0
        return f"{reason}; {empty} of the {len(cells)} amounts looked at in {column.called} are 0" if empty else reason
    named = [BY_CODE[HEADINGS[name][0]] for name in [folded(column.heading)] if name in HEADINGS]
    if named:
        return f"{column.called} is a known heading for “{named[0].label}”, but its cells can’t be read so"
    return f"No field is known for {column.called}"


def _readable_share(cells: list[CellValue], field: RegisterField) -> float:
    results = [read_value(cell, field, ColumnFacts()) for cell in cells]
    return sum(isinstance(result, ReadValue) for result in results) / (len(results) or 1)


def _useful_share(cells: list[CellValue], field: RegisterField) -> float:
    """The share of amounts that say something: not 0 or 1."""
    if field not in AMOUNTS:
        return 1.0
    results = [read_value(cell, field, ColumnFacts()) for cell in cells]
    useful = [
        result
        for result in results
        if isinstance(result, ReadValue) and isinstance(result.value, Amount) and result.value.pounds > 1
    ]
    return len(useful) / (len(results) or 1)


def _date_share(cells: list[CellValue]) -> float:
    """The share of cells that are days; a bare number is none."""
    days = [cell for cell in cells if not isinstance(cell, (int, float)) and not plain_text(cell).isdigit()]
    return sum(isinstance(read_date(cell, end=False), ReadValue) for cell in days) / (len(cells) or 1)


def _middle_date(cells: list[CellValue]) -> str:
    results = [read_date(cell, end=False) for cell in cells]
    days = sorted(str(result.value) for result in results if isinstance(result, ReadValue))
    return days[len(days) // 2]


def column_facts(
    file: RegisterFile, table: HeadedRows, proposals: Iterable[ColumnProposal], field: RegisterField
) -> ColumnFacts:
    """What the column of a field tells about reading its cells."""
    column = next((each.column for each in proposals if each.field is field), None)
    american, extends, factor = False, False, 1
    if column and field in DATES:
        dated = [each.column.index for each in proposals if each.field in DATES]
        orders = {index: Counter(order_of(row[index]) for _, row in table.rows if index < len(row)) for index in dated}
        # A few slips among many British dates, in this column or beside it, make none of the others doubtful.
        american = orders[column.index]["month"] * SLIPS > sum(each["day"] for each in orders.values())
    if column and field is RegisterField.EXTENSION:
        extends = bool(re.search(r"exten|option", folded(column.heading)))
    if column and field in AMOUNTS:
        factor = factor_of(column.heading)
    return ColumnFacts(file.starts_1904, american, extends, factor)
