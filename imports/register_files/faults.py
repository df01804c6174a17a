"""Why a file is refused as a whole: one sentence that says what to do."""

from __future__ import annotations

from enum import Enum

from imports.register_files.limits import (
    MAX_BYTES,
    MAX_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_UNPACKED,
    MEBIBYTE,
)


class RegisterFault(Enum):
    """The value is the sentence for the person who chose the file."""

    EMPTY = "The selected file is empty"
    NO_TABLE = "The selected file holds no table. Choose a file with a line of headings and a line for each contract"
    TOO_LARGE = f"The selected file must be smaller than {MAX_BYTES // MEBIBYTE}MB"
    TYPE_NOT_READ = "The selected file must be a CSV, TSV, Excel (XLSX or XLS) or OpenDocument (ODS) spreadsheet"
    WEB_PAGE = (
        "The selected file is a web page under the name of a spreadsheet."
        " Open it in Excel, save it as an Excel workbook (.xlsx) and try again"
    )
    XML_SPREADSHEET = (
        "The selected file is an XML document. Open it in Excel, save it as an Excel workbook (.xlsx) and try again"
    )
    NOT_TEXT = (
        "The selected file holds characters that are not plain text."
        " Save it again as “CSV UTF-8” or as an Excel workbook (.xlsx) and try again"
    )
    OPEN_QUOTE = (
        "The selected file opens a quotation mark at row {row} that is never closed."
        " Close it, or save the file as an Excel workbook (.xlsx), and try again"
    )
    PROTECTED = "The selected file is protected with a password. Remove the password and try again"
    DAMAGED = "The selected file is damaged or incomplete. Open it, save it under a new name and try again"
    UNPACKS_TOO_LARGE = (
        f"The selected file unpacks to more than {MAX_UNPACKED // MEBIBYTE}MB."
        " Save the sheet of the register alone as a CSV and try again"
    )
    NO_ROOM = (
        "The selected file could not be kept, because the disk of this site is full or cannot be written to."
        " Nothing was saved. Try again later"
    )
    UNSAFE = (
        "The selected file is not put together the way a spreadsheet program does it."
        " Open it, save the sheet of the register as a CSV and try again"
    )
    TOO_MUCH_WORK = (
        "The selected file holds more than can be read, perhaps in cells far below or beside the table."
        " Copy the table into a new workbook, or save it as a CSV, and try again"
    )
    TOO_MANY_ROWS = f"The selected file has more than {MAX_ROWS:,} rows in “{{sheet}}”. Split it and try again"
    TOO_MANY_TO_CHECK = (
        "“{sheet}” has {rows} rows under its headings, and at most {limit} can be checked at once."
        " Divide the file into smaller ones, each with the headings, and bring them in one after the other"
    )
    TOO_MANY_COLUMNS = (
        f"The selected file has more than {MAX_COLUMNS} columns in “{{sheet}}”."
        " Remove the columns that are not needed and try again"
    )
    TOO_MANY_CELLS = (
        f"The selected file has more than {MAX_CELLS:,} cells. Save the sheet of the register alone and try again"
    )
    TOO_MANY_SHEETS = (
        f"The selected file has more than {MAX_SHEETS} sheets. Save the sheet of the register alone and try again"
    )
    TOO_MUCH_TEXT = "The selected file holds too much text. Save the sheet of the register alone and try again"
    CELL_TOO_LONG = f"Cell {{cell}} of “{{sheet}}” holds more than {MAX_CELL:,} characters. Shorten it and try again"


class RegisterRefused(Exception):
    """A file that can't be read: `fault` for programs, `reason` (also its text) for people."""

    def __init__(self, fault: RegisterFault, **words: str | int) -> None:
        self.fault = fault
        self.words = words
        self.reason = fault.value.format(**words)
        super().__init__(self.reason)
