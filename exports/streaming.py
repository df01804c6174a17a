"""A table as CSV on its way to the reader."""

from __future__ import annotations

from collections.abc import Iterator

from cycles.views.spreadsheets import BYTE_ORDER_MARK, lines
from exports.download_slots import Turn
from exports.pace import Pace
from exports.tables import Table


class Streamed(Iterator[str]):
    """The lines piece by piece. Whoever sends them closes this in the end, and with it the turn is left.

    A generator by itself would not do: one that was never begun runs nothing of its own ending.
    """

    def __init__(self, table: Table, turn: Turn) -> None:
        self._turn = turn
        self._pieces = _pieces(table)

    def __next__(self) -> str:
        return next(self._pieces)

    def close(self) -> None:
        self._turn.leave()


def _pieces(table: Table) -> Iterator[str]:
    yield BYTE_ORDER_MARK + lines([table.headings])
    pace = Pace()
    for piece in table.pieces():
        yield lines(piece)
        pace.rest()
