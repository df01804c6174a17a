"""CSV and other delimited text, from a file or pasted."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice

from charset_normalizer import from_bytes

from imports.register_files.faults import RegisterFault, RegisterRefused
from imports.register_files.sheets import RegisterFile, RegisterSheet, SheetReader
from uploads.text import NOT_TEXT, WEB_PAGE

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# Rows by which the delimiter is chosen, and bytes by which an encoding is.
SAMPLE_ROWS, SAMPLE_BYTES = 100, 256 * 1024
HEAD = 4096
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Pound and euro signs, typographic quotes and dashes, bullets, fractions, and the letters of Western Europe in the
# code page of Windows, where other code pages have box drawings or nothing.
WINDOWS_BYTES = re.compile(
    rb"[\x00-\x7f\x80\x85\x91-\x97\x99\xa0\xa3\xa9\xab\xad\xae\xb0\xb2\xb3\xb7\xb9\xbb-\xbf\xe0-\xff]*"
)
OLD_CODE_PAGES = ["cp1252", "mac_roman", "cp850", "iso8859_15"]
SEPARATOR_LINE = re.compile(r"\A\"?sep=(.)\"?\r?\n", re.IGNORECASE)
# A cell that swallowed rows: lines of it, and delimiters for each column of the table.
SWALLOWED_LINES, SWALLOWED_ROWS = 3, 2


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding."""
    encoding = next((encoding for mark, encoding in MARKS if data.startswith(mark)), "")
    head = data[:HEAD]
    if not encoding and b"\0" in head:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if max(odd, even) * 4 < len(head) or min(odd, even) * 4 > max(odd, even):
            raise RegisterRefused(RegisterFault.NOT_TEXT)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
    if not encoding:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            best = None
            if not WINDOWS_BYTES.fullmatch(data):
                best = from_bytes(data[:SAMPLE_BYTES], cp_isolation=OLD_CODE_PAGES).best()
            encoding = best.encoding if best else "cp1252"
    try:
        return data.decode(encoding), encoding.removesuffix("-sig")
    except UnicodeDecodeError as other:
        raise RegisterRefused(RegisterFault.NOT_TEXT) from other


def read_text(text: str, name: str = "Pasted text", encoding: str = "") -> RegisterFile:
    """Delimited text as a file of one sheet. Raises RegisterRefused."""
    if not text.strip():
        raise RegisterRefused(RegisterFault.EMPTY)
    if NOT_TEXT.search(text):
        raise RegisterRefused(RegisterFault.NOT_TEXT)
    if re.match(r"\s*<\?xml", text):
        raise RegisterRefused(RegisterFault.XML_SPREADSHEET)
    if WEB_PAGE.search(text[:HEAD]):
        raise RegisterRefused(RegisterFault.WEB_PAGE)
    separator = SEPARATOR_LINE.match(text)
    if separator:
        text, delimiter = text[separator.end() :], separator[1]
    else:
        delimiter = choose_delimiter(text)
    rows = SheetReader().read_rows(name, _records(text, delimiter, name))
    source = ", ".join(filter(None, [encoding, DELIMITERS.get(delimiter, "a separator of its own")]))
    return RegisterFile(name, (RegisterSheet(name, rows),), source)


def choose_delimiter(text: str) -> str:
    """The delimiter by which the most rows have the same number of columns; a comma where none has two."""
    scores = {}
    for delimiter in DELIMITERS:
        try:
            records = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), SAMPLE_ROWS))
        except csv.Error:
            continue
        widths = Counter(len(record) for record in records if len(record) > 1)
        filled = sum(1 for record in records if record)
        scores[delimiter] = max((count / filled * (width - 1) for width, count in widths.items()), default=0)
    best = max(scores, key=lambda delimiter: scores[delimiter], default=",")
    return best if scores.get(best) else ","


def _records(text: str, delimiter: str, name: str) -> list[list[str]]:
    """The records. A quotation mark that is never closed would hide all rows after it, so it is refused."""
    for strict in (True, False):
        records: list[list[str]] = []
        try:
            for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
                records.append(record)  # the number of records read is needed in the error
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise RegisterRefused(RegisterFault.OPEN_QUOTE, row=len(records) + 1) from error
            if "field limit" in str(error):
                cell = f"in row {len(records) + 1}"
                raise RegisterRefused(RegisterFault.CELL_TOO_LONG, cell=cell, sheet=name) from error
            if not strict:
                raise RegisterRefused(RegisterFault.DAMAGED) from error
            continue
        width = Counter(map(len, records)).most_common(1)[0][0]
        for number, record in enumerate(() if strict else records, 1):
            for cell in record:
                many = cell.count(delimiter) >= SWALLOWED_ROWS * max(1, width - 1)
                if many and cell.count("\n") >= SWALLOWED_LINES:
                    raise RegisterRefused(RegisterFault.OPEN_QUOTE, row=number)
        return records
    return []
