"""A register file as checked rows: what each says, what is doubtful or wrong with it, and which are to be left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from imports.register_files.cells import CellValue, is_filled, plain_text
from imports.register_files.columns import ColumnProposal, column_facts, propose_columns
from imports.register_files.contradictions import find_contradictions, settle_term
from imports.register_files.doubles import mark_doubles
from imports.register_files.fields import RegisterField
from imports.register_files.headings import LeftOutLine, choose_table
from imports.register_files.money import Amount
from imports.register_files.problems import ProblemLevel, RegisterRow, RowPlace, RowProblem, RowValue
from imports.register_files.results import NotKnown, WrongValue
from imports.register_files.sheets import RegisterFile
from imports.register_files.values import ColumnFacts, read_value

Mended = Mapping[tuple[int, str], str]


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


def read_rows(
    file: RegisterFile,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    mended: Mended | None = None,
    today: date | None = None,
) -> RegisterTable:
    """Read and check every row. Raises RegisterRefused where the file holds no table.

    `mapping` has codes of fields by folded heading or by letters of a column, as far as somebody chose them; `mended`
    replaces cells, by row number and code of the field; `today` is for telling that a start is far in the future.
    """
    table = choose_table(file, sheet)
    proposals = propose_columns(table, mapping)
    columns: dict[RegisterField, int] = {
        each.field: each.column.index for each in proposals if each.field is not RegisterField.IGNORE
    }
    facts = {field: column_facts(file, table, proposals, field) for field in RegisterField}
    rows = []
    for number, row in table.rows:
        cells = {field: row[index] if index < len(row) else None for field, index in columns.items()}
        replaced = {field: (mended or {}).get((number, field.code)) for field in RegisterField}
        cells |= {field: text for field, text in replaced.items() if text is not None}
        rows.append(_read_row(RowPlace(number, columns), cells, facts, today))
    others = tuple(each.name for each in file.sheets if each.name != table.sheet)
    checked = mark_doubles(rows, columns)
    return RegisterTable(table.sheet, others, table.heading_row, proposals, tuple(checked), table.left_out)


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
    problems.extend(settle_term(values, place, extends=facts[RegisterField.EXTENSION].extends))
    problems.extend(find_contradictions(values, place, today))
    if not NAMES & values.keys() and not any(problem.field in NAMES for problem in problems):
        sentence = "The row has neither a title nor a supplier"
        remedy = "Enter a title, or leave the row out"
        problems.append(place.problem(RegisterField.TITLE, ProblemLevel.WRONG, sentence, remedy))
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
