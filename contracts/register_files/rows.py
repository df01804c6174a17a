"""A register file as checked rows: what each says, what is doubtful or wrong with it, and which are to be left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from contracts.register_files.cells import CellValue, is_filled, plain_text, shortened
from contracts.register_files.columns import ColumnProposal, propose_columns
from contracts.register_files.contradictions import find_contradictions
from contracts.register_files.dates import order_of
from contracts.register_files.fields import RegisterField, folded
from contracts.register_files.headings import HeadedRows, LeftOutLine, choose_table
from contracts.register_files.money import Amount
from contracts.register_files.problems import ProblemLevel, RowPlace, RowProblem, RowValue
from contracts.register_files.results import NotKnown, WrongValue
from contracts.register_files.sheets import RegisterFile
from contracts.register_files.terms import ContractTerm, first_end, last_end, months_between
from contracts.register_files.values import DATES, ColumnFacts, read_value

Mended = Mapping[tuple[int, str], str]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row: its number in the sheet, its values, its cells as text, and what is to be said about it.

    A field that is not known has no value. `left_out` is why the row is proposed to be left out, or "".
    """

    number: int
    values: Mapping[RegisterField, RowValue]
    texts: Mapping[RegisterField, str]
    problems: tuple[RowProblem, ...]
    left_out: str = ""

    @property
    def is_wrong(self) -> bool:
        return any(problem.level is ProblemLevel.WRONG for problem in self.problems)

    @property
    def is_doubtful(self) -> bool:
        return any(problem.level is ProblemLevel.DOUBT for problem in self.problems)


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """What a file holds. `other_sheets` can be asked for instead; `left_out_lines` are titles, totals and the like."""

    sheet: str
    other_sheets: tuple[str, ...]
    heading_row: int
    columns: tuple[ColumnProposal, ...]
    rows: tuple[RegisterRow, ...]
    left_out_lines: tuple[LeftOutLine, ...]


# States of notices that led to no agreement, as far as no supplier is named beside them.
NOT_AWARDED = {
    "open": "It is open for tenders, and nothing is awarded",
    "closed": "It is closed without an award",
    "cancelled": "It was cancelled",
    "planned": "It is planned, and nothing is awarded",
}
NAMES = {RegisterField.TITLE, RegisterField.SUPPLIERS}
SIGNED = (RegisterField.SUPPLIERS, RegisterField.START, RegisterField.END, RegisterField.AWARD_DATE)
ROWS_NAMED = 5
# So many days first for each month first are a British column with slips.
SLIPS = 4


def read_rows(
    file: RegisterFile,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    mended: Mended | None = None,
    today: date | None = None,
) -> RegisterTable:
    """Read and check every row. Raises RegisterRefused where the file holds no table.

    `mapping` has the field of each folded heading, as far as somebody chose it; `mended` replaces cells, by row number
    and code of the field; `today` is for telling that a start is far in the future.
    """
    table = choose_table(file, sheet)
    proposals = propose_columns(table, mapping)
    columns: dict[RegisterField, int] = {
        each.field: each.column.index for each in proposals if each.field is not RegisterField.IGNORE
    }
    facts = {field: _column_facts(file, table, proposals, field) for field in RegisterField}
    rows = [
        _read_row(RowPlace(number, columns), _cells_of(number, row, columns, mended or {}), facts, today)
        for number, row in table.rows
    ]
    others = tuple(each.name for each in file.sheets if each.name != table.sheet)
    checked = _mark_doubles(rows, columns)
    return RegisterTable(table.sheet, others, table.heading_row, proposals, tuple(checked), table.left_out)


def _column_facts(
    file: RegisterFile, table: HeadedRows, proposals: Iterable[ColumnProposal], field: RegisterField
) -> ColumnFacts:
    column = next((each.column for each in proposals if each.field is field), None)
    american = extends = False
    if column and field in DATES:
        orders = Counter(order_of(row[column.index]) for _, row in table.rows if column.index < len(row))
        # A few slips among many British dates make none of the others doubtful.
        american = orders["month"] * SLIPS > orders["day"]
    if column and field is RegisterField.EXTENSION:
        extends = bool(re.search(r"exten|option", folded(column.heading)))
    return ColumnFacts(file.starts_1904, american, extends)


def _cells_of(
    number: int, row: tuple[CellValue, ...], columns: Mapping[RegisterField, int], mended: Mended
) -> dict[RegisterField, CellValue]:
    cells = {field: row[index] if index < len(row) else None for field, index in columns.items()}
    for field in RegisterField:
        if (number, field.code) in mended:
            cells[field] = mended[number, field.code]
    return cells


def _read_row(
    place: RowPlace,
    cells: Mapping[RegisterField, CellValue],
    facts: Mapping[RegisterField, ColumnFacts],
    today: date | None,
) -> RegisterRow:
    values: dict[RegisterField, RowValue] = {}
    problems: list[RowProblem] = []
    for field, cell in cells.items():
        if not is_filled(cell):
            continue
        result = read_value(cell, field, facts[field])
        if isinstance(result, WrongValue):
            problems.append(place.problem(field, ProblemLevel.WRONG, result.sentence, result.remedy))
        elif isinstance(result, NotKnown):
            if result.doubt:
                problems.append(place.problem(field, ProblemLevel.DOUBT, result.doubt, "Enter it, or leave it empty"))
        else:
            if result.doubt:
                problems.append(place.problem(field, ProblemLevel.DOUBT, result.doubt, result.remedy))
            if result.note:
                problems.append(place.problem(field, ProblemLevel.NOTE, result.note))
            if isinstance(result.value, Amount):
                problems.extend(_keep_amount(values, field, result.value, cells, place))
            else:
                values[field] = result.value
    problems.extend(_settle_term(values, place, extends=facts[RegisterField.EXTENSION].extends))
    problems.extend(find_contradictions(values, place, today))
    if not NAMES & values.keys() and not any(problem.field in NAMES for problem in problems):
        sentence = "The row has neither a title nor a supplier"
        problems.append(place.problem(None, ProblemLevel.WRONG, sentence, "Enter a title, or leave the row out"))
    texts = {field: plain_text(cell) for field, cell in cells.items() if is_filled(cell)}
    return RegisterRow(place.number, values, texts, tuple(problems), _why_left_out(values, cells, place))


def _keep_amount(
    values: dict[RegisterField, RowValue],
    field: RegisterField,
    amount: Amount,
    cells: Mapping[RegisterField, CellValue],
    place: RowPlace,
) -> Iterable[RowProblem]:
    """Keep the pounds where they belong: "£50,000 a year" in the column of values is a yearly value."""
    target = field
    if field is RegisterField.VALUE and amount.yearly:
        target = RegisterField.YEARLY_VALUE
    elif field is RegisterField.YEARLY_VALUE and amount.years:
        target = RegisterField.VALUE
    if target is field:
        values[field] = amount.pounds
        return
    if is_filled(cells.get(target)):
        sentence = f"The amount belongs to “{target.label}”, which has one of its own, and is left out"
        yield place.problem(field, ProblemLevel.DOUBT, sentence, "Check both amounts")
        return
    values[target] = amount.pounds
    yield place.problem(field, ProblemLevel.NOTE, f"The amount was read as “{target.label}”")


def _settle_term(values: dict[RegisterField, RowValue], place: RowPlace, *, extends: bool) -> Iterable[RowProblem]:
    """Bring the term and the dates together: what one leaves open follows from the other."""
    term, start, end = (
        values.get(field) for field in (RegisterField.EXTENSION, RegisterField.START, RegisterField.END)
    )
    if not isinstance(term, ContractTerm) or not isinstance(start, date):
        return
    lengths = {term.initial, (term.initial or 0) + sum(term.extensions)}
    agrees = isinstance(end, date) and any(abs(months_between(start, end) - (length or 0)) <= 1 for length in lengths)
    if extends and isinstance(end, date) and term.extensions and not agrees:
        # Under "Extension", "1+1" beside dates that give another length tells of extensions alone.
        term = term.as_extensions()
        values[RegisterField.EXTENSION] = term
        sentence = "All lengths were read as extensions, because the dates give the initial term"
        yield place.problem(RegisterField.EXTENSION, ProblemLevel.NOTE, sentence)
    if RegisterField.END not in values and (ends := first_end(term, start)):
        values[RegisterField.END] = end = ends
        yield place.problem(RegisterField.END, ProblemLevel.NOTE, "The end was worked out from the start and the term")
    if RegisterField.END_WITH_EXTENSIONS not in values and (term.extensions or term.until) and isinstance(end, date):
        last = last_end(term, start, end)
        if last and last > end:
            values[RegisterField.END_WITH_EXTENSIONS] = last
            sentence = "The last possible end was worked out from the extensions"
            yield place.problem(RegisterField.END_WITH_EXTENSIONS, ProblemLevel.NOTE, sentence)


def _why_left_out(
    values: Mapping[RegisterField, RowValue], cells: Mapping[RegisterField, CellValue], place: RowPlace
) -> str:
    """Notices that led to no agreement are no part of a register of agreements."""
    if RegisterField.SUPPLIERS in values:
        return NOT_AWARDED["cancelled"] if values.get(RegisterField.STATUS) == "cancelled" else ""
    state = values.get(RegisterField.STATUS)
    if isinstance(state, str) and state in NOT_AWARDED:
        return NOT_AWARDED[state]
    asked = {RegisterField.SUPPLIERS, RegisterField.AWARD_DATE} <= place.columns.keys()
    filled = any(is_filled(cells.get(field)) for field in SIGNED)
    if asked and not filled and RegisterField.TITLE in values:
        return "It names no supplier and no award"
    return ""


def _mark_doubles(rows: list[RegisterRow], columns: Mapping[RegisterField, int]) -> list[RegisterRow]:
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
