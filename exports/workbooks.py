"""A table as an Excel workbook, written row by row: the first sheet describes it, the second has its rows."""

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
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from exports.tables import Cell, ColumnKind, ExportColumn, ExportTable
from ui.wording import moment

FORMATS = {ColumnKind.NUMBER: "0", ColumnKind.MONEY: '"£"#,##0.00', ColumnKind.DATE: "d mmm yyyy"}
WIDTHS = {ColumnKind.TEXT: 28, ColumnKind.NUMBER: 12, ColumnKind.MONEY: 18, ColumnKind.DATE: 14}
MAX_TEXT = 32_767  # characters that Excel takes in one cell

Facts = Sequence[tuple[str, str]]


def write_workbook(table: ExportTable, about: Facts, out: Path | IO[bytes], after: Callable[[int], None]) -> None:
    """`after` is called after each piece with the number of rows so far."""
    book = Workbook(write_only=True)
    first: Any = book.create_sheet("About")
    first.column_dimensions["A"].width, first.column_dimensions["B"].width = 24, 80
    for label, value in about:
        first.append([text_cell(first, label, bold=True), text_cell(first, value)])
    sheet: Any = book.create_sheet(table.title)
    try:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.keys) + 1}"
        # Printed as wide as a page, however many pages long.
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight, sheet.print_title_rows = 0, "1:1"
        for number, column in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[column.kind]
        sheet.append([text_cell(sheet, label, bold=True) for label in table.headings])
        cells, written = [ColumnCell(sheet, column) for column in table.columns], 0
        for piece in table.pieces():
            for row in piece:
                sheet.append([cell.with_value(value) for cell, value in zip(cells, row, strict=True)])
            written += len(piece)
            after(written)
    except BaseException:
        sheet.close()  # an open sheet goes on writing when it is garbage-collected
        raise
    book.save(out)


def about(table: ExportTable, user: User, at: datetime) -> Facts:
    """The rows of the first sheet."""
    return [
        ("Table", table.title),
        ("Made for", user.name),
        ("Made on", moment(timezone.localtime(at))),
        *(table.filters or [("Filter", "None")]),
        ("Rows", f"{len(table.keys):,}"),
        *([("Note", table.note)] if table.note else []),
    ]


class ColumnCell:
    """One cell object for all cells of a column: making and styling one for each took most of the time."""

    def __init__(self, sheet: Any, column: ExportColumn) -> None:
        self.is_text = column.kind is ColumnKind.TEXT
        self.cell: Any = WriteOnlyCell(sheet)
        if column.kind in FORMATS:
            self.cell.number_format = FORMATS[column.kind]

    def with_value(self, value: Cell) -> Any:
        """The cell with that value; None for an empty one."""
        if value is None or value == "":
            return None
        if not self.is_text:
            self.cell.value = value
            return self.cell
        return set_text(self.cell, str(value))


def text_cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    cell: Any = set_text(WriteOnlyCell(sheet), value)
    if bold:
        cell.font = Font(bold=True)
    return cell


def set_text(cell: Any, value: str) -> Any:
    """Data type "s" keeps a text a text, where openpyxl would make a formula or an error of how it starts."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:MAX_TEXT]
    cell.data_type = "s"
    return cell
