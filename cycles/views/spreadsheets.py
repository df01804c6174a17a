"""Sending rows as CSV, line by line, with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page


class _Line:
    """What csv.writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: object) -> str:
    """The cell's text, behind an apostrophe where it would start a formula (full-width signs do so too)."""
    text = "" if cell is None else str(cell)
    first = unicodedata.normalize("NFKC", text[:1])
    return f"'{text}" if first.startswith(RUNS) else text


def as_csv(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """A download of the rows, the first of which are the headings."""
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
