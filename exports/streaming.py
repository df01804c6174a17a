"""A table as CSV, streamed to the reader."""

from __future__ import annotations

from collections.abc import Iterator

from exports.download_slots import DownloadSlot
from exports.pace import Pace
from exports.spreadsheets import BYTE_ORDER_MARK, lines
from exports.tables import ExportTable


class CsvStream(Iterator[str]):
    """The lines, piece by piece. The server closes it in the end, which releases the slot.

    A generator alone would not do: one that was never started runs none of its clean-up.
    """

    def __init__(self, table: ExportTable, slot: DownloadSlot) -> None:
        self._slot = slot
        self._pieces = csv_pieces(table)

    def __next__(self) -> str:
        return next(self._pieces)

    def close(self) -> None:
        self._slot.release()


def csv_pieces(table: ExportTable) -> Iterator[str]:
    yield BYTE_ORDER_MARK + lines([table.headings])
    pace = Pace()
    for piece in table.pieces():
        yield lines(piece)
        pace.rest()
