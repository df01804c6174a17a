"""A table as an Excel workbook, written row by row: what it is on the first sheet, its rows on the second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.models import User
from commissioning.wording import moment
from exports.tables import Cell, Column, Kind, Table

FORMATS = {Kind.NUMBER: "0", Kind.MONEY: "#,##0.00", Kind.DATE: "d mmm yyyy"}
WIDTHS = {Kind.TEXT: 28, Kind.NUMBER: 12, Kind.MONEY: 18, Kind.DATE: 14}
LONGEST_TEXT = 32_767  # characters that Excel takes in one cell

Facts = Sequence[tuple[str, str]]


def write_workbook(table: Table, about: Facts, out: Path | IO[bytes], after: Callable[[int], None]) -> None:
    """`after` is told how many rows there are, piece by piece."""
    book = Workbook(write_only=True)
    _write_about(book.create_sheet("About"), about)
    rows = book.create_sheet(table.title)
    try:
        _write_rows(rows, table, after)
    except BaseException:
        rows.close()  # else it would go on writing when it is forgotten
        raise
    book.save(out)


def about(table: Table, user: User, at: datetime) -> Facts:
    """What the first sheet says."""
    return [
        ("Table", table.title),
        ("Made for", user.name),
        ("Made on", moment(timezone.localtime(at))),
        *(table.filters or [("Filter", "None")]),
        ("Rows", f"{len(table.keys):,}"),
        *([("Note", table.note)] if table.note else []),
    ]


def _write_about(sheet: Any, about: Facts) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 80
    for label, value in about:
        sheet.append([_text(sheet, label, bold=True), _text(sheet, value)])


def _write_rows(sheet: Any, table: Table, after: Callable[[int], None]) -> None:
    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[column.kind]
    sheet.append([_text(sheet, label, bold=True) for label in table.headings])
    cells, written = [_Cell(sheet, column) for column in table.columns], 0
    for piece in table.pieces():
        for row in piece:
            sheet.append([cell.of(value) for cell, value in zip(cells, row, strict=True)])
        written += len(piece)
        after(written)


class _Cell:
    """The cells of one column, one after the other in one object: to make and style each took most of the time."""

    def __init__(self, sheet: Any, column: Column) -> None:
        self.is_text = column.kind is Kind.TEXT
        self.cell: Any = WriteOnlyCell(sheet)
        if column.kind in FORMATS:
            self.cell.number_format = FORMATS[column.kind]

    def of(self, value: Cell) -> Any:
        """The cell with that value; nothing for an empty one."""
        if value is None or value == "":
            return None
        if not self.is_text:
            self.cell.value = value
            return self.cell
        return _as_text(self.cell, str(value))


def _text(sheet: Any, value: str, *, bold: bool = False) -> Any:
    cell: Any = _as_text(WriteOnlyCell(sheet), value)
    if bold:
        cell.font = Font(bold=True)
    return cell


def _as_text(cell: Any, value: str) -> Any:
    """A text stays a text, where the library would make a formula or an error of it by how it starts."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT]
    cell.data_type = "s"
    return cell
