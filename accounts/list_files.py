"""Reading a list of the council from a CSV file or from what was copied out of a spreadsheet. Pure: no Django."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ui import text as texts
from ui.text import clean_line

MOST_ROWS = 2_000
DELIMITERS = (",", ";", "\t")


class UnreadableFile(ValueError):
    """The whole file can't be read; the message is the sentence to show."""


@dataclass(frozen=True)
class FileRow:
    """A row under the header: its number in a spreadsheet, and its cells that are not empty, by field."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class FileTable:
    """`faults` are sentences with the number of their row, `ignored` the columns whose names mean no field."""

    rows: list[FileRow]
    faults: list[tuple[int, str]]
    ignored: list[str]


def folded(text: str) -> str:
    """Two names with one folded text are the same name: blanks don't count either."""
    return texts.folded(clean_line(text))


def text_of(data: bytes) -> str:
    """UTF-8 with or without a mark, Windows-1252, or the UTF-16 of Excel's "Unicode text"."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data or data.startswith((b"PK\x03\x04", b"%PDF")):
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("This file is not text. In your spreadsheet, save the list as CSV and select that file")


def read_table(text: str, fields: Mapping[str, str], required: list[str]) -> FileTable:
    """The rows of a file whose first row names its columns, in any order.

    `fields` has the field that each name of a column means, in small letters; `required` the names that must be there.
    Blank lines are left out but counted, as a spreadsheet counts them.
    """
    lines = list(_lines(text, fields))
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise UnreadableFile("There are no rows in it. The first row names the columns, each other row is one entry")
    (_, header), *rows = filled
    names = [folded(cell) for cell in header]
    columns = [fields.get(name) for name in names]
    if missing := [name for name in required if fields[name] not in columns]:
        raise UnreadableFile(
            f"The first row names no column “{missing[0]}”. It must name these columns: {', '.join(required)}"
        )
    if twice := [name for name in names if name in fields and columns.count(fields[name]) > 1]:
        raise UnreadableFile(f"The first row names the column “{twice[0]}” twice")
    if not rows:
        raise UnreadableFile("There is a first row with the names of columns, but no entry below it")
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(f"There are {len(rows):,} rows. At most {MOST_ROWS:,} can be brought in at once")
    faults = [
        (number, f"Row {number}: there are more cells than columns. Put a name with a comma in quotation marks")
        for number, cells in rows
        if any(cells[len(columns) :])
    ]
    table = [
        FileRow(number, {field: cell for field, cell in zip(columns, cells, strict=False) if field and cell})
        for number, cells in rows
    ]
    return FileTable(table, faults, [cell for cell, field in zip(header, columns, strict=True) if cell and not field])


def _lines(text: str, fields: Mapping[str, str]) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number, its cells tidied; columns are divided as most known names in the first row are."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        return sum(folded(cell.strip('"')) in fields for cell in first.split(delimiter))

    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    reader = csv.reader(lines, delimiter=max(DELIMITERS, key=known), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [clean_line(cell) for cell in cells]
    except csv.Error as error:
        raise UnreadableFile(f"Row {number + 1} can't be read. Check its quotation marks") from error
