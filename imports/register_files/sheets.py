"""A file as sheets of rows of cells, within the limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from imports.register_files.cells import CellValue, column_letters, is_filled, without_guard
from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.limits import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """The rows of a sheet; the first is row 1 as a spreadsheet shows it. Rows end with their last filled cell."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What was read. `source` says how ("cp1252, semicolons"); `starts_1904`: numbers count days from 1904."""

    name: str
    sheets: tuple[RegisterSheet, ...]
    source: str = ""
    starts_1904: bool = False


class SheetReader:
    """Counts what the sheets of one file hold, and refuses what is over a limit."""

    def __init__(self) -> None:
        self.cells = 0
        self.characters = 0

    def read_rows(self, name: str, rows: Iterable[Iterable[CellValue]]) -> tuple[tuple[CellValue, ...], ...]:
        """The rows without the empty ones below and the empty cells to the right."""
        kept: list[tuple[CellValue, ...]] = []
        filled = 0
        for number, row in enumerate(rows, 1):
            cells = [without_guard(cell) for cell in row]
            while cells and not is_filled(cells[-1]):
                cells.pop()
            if len(cells) > MAX_COLUMNS:
                raise RegisterRefused(RegisterFault.TOO_MANY_COLUMNS, sheet=name)
            self.cells += len(cells)
            self.characters += sum(len(cell) for cell in cells if isinstance(cell, str))
            for index, cell in enumerate(cells):
                if isinstance(cell, str) and len(cell) > MAX_CELL:
                    address = f"{column_letters(index)}{number}"
                    raise RegisterRefused(RegisterFault.CELL_TOO_LONG, cell=address, sheet=name)
            if self.cells > MAX_CELLS:
                raise RegisterRefused(RegisterFault.TOO_MANY_CELLS)
            if self.characters > MAX_TEXT:
                raise RegisterRefused(RegisterFault.TOO_MUCH_TEXT)
            if cells:
                if number > MAX_ROWS:
                    raise RegisterRefused(RegisterFault.TOO_MANY_ROWS, sheet=name)
                kept.extend(() for _ in range(number - filled - 1))
                kept.append(tuple(cells))
                filled = number
        return tuple(kept)


def as_json(cell: CellValue) -> object:
    """A cell as the process that opens workbooks writes it."""
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def from_json(content: object) -> CellValue:
    """The cell that `as_json` wrote."""
    if isinstance(content, dict):
        text = str(content["day"])
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return content if isinstance(content, (str, float, int, bool)) else None
