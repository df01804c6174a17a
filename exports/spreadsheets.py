"""Sending rows as CSV, line by line, with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain

from django.http import StreamingHttpResponse

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
LED_BY = " \"'\u00a0"  # what some programs take off before they look whether a cell is a formula
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page


class _Line:
    """What csv.writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: object) -> str:
    """The cell's text, behind an apostrophe where it would start a formula (full-width signs do so too).

    A number stays one, also below nothing.
    """
    text = "" if cell is None else str(cell)
    if isinstance(cell, (int, Decimal)):
        return text
    first = unicodedata.normalize("NFKC", text.lstrip(LED_BY)[:1])
    return f"'{text}" if first.startswith(RUNS) else text


def as_csv(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """A download of the rows, the first of which are the headings."""
    return csv_response(chain([BYTE_ORDER_MARK], (lines([row]) for row in rows)), name)


def csv_response(pieces: Iterable[str], name: str) -> StreamingHttpResponse:
    """The same of text that is ready: the mark of its encoding, then lines."""
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def lines(rows: Iterable[Sequence[object]]) -> str:
    """These rows as lines of a CSV file."""
    writer = csv.writer(_Line())
    return "".join(writer.writerow([harmless(cell) for cell in row]) for row in rows)
