"""The sealed tables of the stages' work as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cycles.models import CycleStage

MOST_COLUMNS = 5  # of a table; with more, each row is a list of what it says


@dataclass(frozen=True)
class PackRow:
    """A row by its name, and what it says besides: labels and texts."""

    title: str
    cells: Sequence[tuple[str, str]]

    @property
    def filled(self) -> list[tuple[str, str]]:
        return [(label, text) for label, text in self.cells if text]


@dataclass(frozen=True)
class PackTable:
    code: str
    title: str
    columns: Sequence[str]
    rows: Sequence[PackRow]
    sentences: Sequence[str]

    @property
    def is_wide(self) -> bool:
        return len(self.columns) > MOST_COLUMNS


@dataclass(frozen=True)
class StageTables:
    """The tables of one stage's work, in reading order."""

    stage: str
    name: str
    tables: Sequence[PackTable]


def tables_by_stage(sealed: Iterable[Mapping[str, Any]]) -> list[StageTables]:
    """They were sealed in the order of the stages."""
    return [
        StageTables(stage, str(CycleStage(stage).label), [_pack_table(row) for row in rows])
        for stage, rows in groupby(sealed, key=lambda row: row["stage"])
    ]


def _pack_table(sealed: Mapping[str, Any]) -> PackTable:
    columns = sealed["columns"]
    rows = [PackRow(row["cells"][0], list(zip(columns[1:], row["cells"][1:], strict=True))) for row in sealed["rows"]]
    return PackTable(sealed["code"], sealed["title"], columns, rows, sealed["sentences"])
