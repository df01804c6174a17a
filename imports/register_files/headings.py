"""Finding the table in a sheet: its heading row, its columns and rows, without titles and totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from imports.register_files.cells import CellValue, column_letters, is_filled, plain_text, shortened
from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.fields import HEADINGS, TELLING, folded
from imports.register_files.sheets import RegisterFile, RegisterSheet

# Rows in which headings are looked for, and the longest text that is one.
SEARCHED_ROWS, LONGEST_HEADING = 40, 80
# What a heading counts: one that is known, one with a telling word, any other text.
KNOWN_POINTS, TELLING_POINTS, TEXT_POINTS = 3.0, 1.0, 0.1
LEAST_POINTS = 2.0
# The share of a row's cells that repeat the headings.
REPEATED = 0.8
TOTAL = re.compile(
    r"((grand|sub|overall|sum)[ -]?)?totals?( (value|spend|contracts?|amount|number( of .*)?|for .*"
    r"|of .*))?|sum|count|number of contracts",
    re.IGNORECASE,
)
UNDER_TABLE = re.compile(
    r"(\*|note|source|produced|printed|©|end of|data |this (register|list|report)|last updated)", re.IGNORECASE
)
LONG_NOTE = 25


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column with a heading or a filled cell. `heading` is "" where it has none."""

    index: int
    heading: str

    @property
    def letters(self) -> str:
        return column_letters(self.index)

    @property
    def called(self) -> str:
        return f"“{shortened(self.heading)}”" if self.heading else f"Column {self.letters}"


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """A line of the sheet that is no row of the register, and why."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeadedRows:
    """The table of a sheet. `heading_row` is 0 where no line has headings; rows have the sheet's own numbers."""

    sheet: str
    heading_row: int
    columns: tuple[RegisterColumn, ...]
    rows: tuple[tuple[int, tuple[CellValue, ...]], ...]
    left_out: tuple[LeftOutLine, ...]
    points: float


def choose_table(file: RegisterFile, sheet: str | None = None) -> HeadedRows:
    """The table of the named sheet, or of the one that looks most like a register. Raises RegisterRefused."""
    tables = [(each.hidden, find_table(each)) for each in file.sheets if sheet in (None, each.name)]
    filled = [(hidden, table) for hidden, table in tables if table.rows]
    if not filled:
        raise RegisterRefused(RegisterFault.NO_TABLE)
    return max(filled, key=lambda each: (not each[0], min(each[1].points, 12), len(each[1].rows)))[1]


def find_table(sheet: RegisterSheet) -> HeadedRows:
    """The table of a sheet; without rows where there is none."""
    place, points = _find_heading(sheet.rows)
    headings = sheet.rows[place] if place is not None else ()
    first = 0 if place is None else place + 1
    left_out = [
        LeftOutLine(number, _line_text(row), "It stands above the headings")
        for number, row in enumerate(sheet.rows[: first - 1 if first else 0], 1)
        if any(map(is_filled, row))
    ]
    rows = [(number, row) for number, row in enumerate(sheet.rows[first:], first + 1) if any(map(is_filled, row))]
    names = [folded(cell) for cell in headings]
    width = max((len(row) for _, row in rows), default=0)
    kept: list[tuple[int, tuple[CellValue, ...]]] = []
    for number, row in rows:
        filled = [(index, cell) for index, cell in enumerate(row) if is_filled(cell)]
        same = sum(1 for index, cell in filled if index < len(names) and names[index] and folded(cell) == names[index])
        reason = ""
        if TOTAL.fullmatch(plain_text(filled[0][1]).strip(" :")) and len(filled) <= max(2, width // 2):
            reason = "It is a total"
        elif len(filled) > 1 and same >= len(filled) * REPEATED:
            reason = "It repeats the headings"
        if reason:
            left_out.append(LeftOutLine(number, _line_text(row), reason))
        else:
            kept.append((number, row))
    while kept and width > 3:
        number, row = kept[-1]
        cells = [plain_text(cell) for cell in row if is_filled(cell)]
        if len(cells) > 1 or (len(cells[0]) <= LONG_NOTE and not UNDER_TABLE.match(cells[0])):
            break
        kept.pop()
        left_out.append(LeftOutLine(number, _line_text(row), "It looks like a note under the table"))
    used = {index for _, row in kept for index, cell in enumerate(row) if is_filled(cell)}
    used |= {index for index, cell in enumerate(headings) if is_filled(cell)}
    columns = tuple(
        RegisterColumn(index, plain_text(headings[index]) if index < len(headings) else "") for index in sorted(used)
    )
    left_out.sort(key=lambda line: line.number)
    return HeadedRows(sheet.name, first, columns, tuple(kept), tuple(left_out), points)


def _find_heading(rows: Sequence[Sequence[CellValue]]) -> tuple[int | None, float]:
    """The index of the heading row and its points. Where no heading is known, the first row of texts is it."""
    best, best_points, texts = None, 0.0, None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        cells = [cell for cell in row if is_filled(cell)]
        names = [plain_text(cell) for cell in cells if isinstance(cell, str)]
        short = [name for name in names if len(name) <= LONGEST_HEADING and re.search(r"[A-Za-z£]", name)]
        if len(cells) < 2 or len(short) < len(cells) * 0.7:
            continue
        points = 0.0
        for name in map(folded, short):
            if name in HEADINGS:
                points += KNOWN_POINTS
            elif len(name.split()) <= 6 and any(pattern.search(name) for _, pattern in TELLING):
                points += TELLING_POINTS
        if points > best_points:
            best, best_points = index, points + TEXT_POINTS
        if texts is None and len(short) == len(cells) == len(set(short)) and not any(map(_has_digits, short)):
            texts = index
    if best is not None and best_points >= LEAST_POINTS:
        return best, best_points
    return texts, 0.0


def _has_digits(text: str) -> bool:
    return bool(re.search(r"\d{2}", text))


def _line_text(row: Sequence[CellValue]) -> str:
    return shortened(", ".join(plain_text(cell) for cell in row if is_filled(cell)))
