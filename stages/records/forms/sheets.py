"""What was typed into a grid: which rows are new, changed, to be removed, or changed by somebody else meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stages.records.forms.grid import Grid, GridRow
from stages.records.models import StageRecord

PAGE_ROWS = 40
NEW_ROWS = 3
MORE_ROWS = 5
# Boxes of one page: the site takes 1,000 fields of a form at most.
MOST_FIELDS = 950
# Fields of a row besides its boxes: id, version, digest, clash, remove, keep.
ROW_FIELDS = 6
LONGEST_NUMBER = 9  # digits
MINE, THEIRS = "mine", "theirs"
CHOOSE = "Somebody else changed this row. Choose whose words are to be kept."
CHOOSE_GONE = "Somebody else removed this row. Choose whether it is added again."


@dataclass
class SheetRow:
    """One row of a posted or freshly drawn grid.

    `record` is the row as it is stored now, None for a new one and for one that somebody removed. `clash` is set while
    nobody has said whose words are kept.
    """

    index: int
    number: int
    boxes: GridRow
    pk: int | None = None
    version: int = 0
    digest: str = ""
    record: StageRecord | None = None
    is_removed: bool = False
    is_counted: bool = False  # it is to be written
    clash: str = ""
    keep: str = ""
    theirs: Sequence[tuple[str, str]] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"r{self.index}"

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the box, sentence with the number of the row), as the summary of errors lists them."""
        first = f"{self.prefix}-{self.boxes.cells[0].column.name}"
        found = [(f"{self.prefix}-keep-mine", f"Row {self.number}: {self.clash}")] if self.clash else []
        return found + [
            (f"{self.prefix}-{name}" if name else first, f"Row {self.number}: {sentence}")
            for name, sentence in self.boxes.errors
        ]


def fresh_rows(grid: Grid, records: Sequence[StageRecord], *, before: int, total: int, blank: int) -> list[SheetRow]:
    """The stored rows of one page, the first of which is number `before` + 1, and empty ones after the `total`."""
    rows = []
    for index, record in enumerate(records):
        texts = grid.texts_of(record)
        boxes = grid.draw(texts)
        rows.append(
            SheetRow(index, before + index + 1, boxes, record.pk, record.version, texts_digest(texts), record=record)
        )
    for place in range(min(blank, most_rows(grid) - len(rows))):
        rows.append(SheetRow(len(rows), total + place + 1, grid.draw(grid.blank())))
    return rows


def posted_rows(grid: Grid, data: Mapping[str, Any], records: Sequence[StageRecord], *, clean: bool) -> list[SheetRow]:
    """The rows as they were typed, compared with `records`, all rows of the table as they are stored now.

    Without `clean` nothing is looked at: more rows were asked for, and everything stays as it was typed.
    """
    numbers = {record.pk: (place, record) for place, record in enumerate(records, start=1)}
    rows: list[SheetRow] = []
    added = 0
    for index in range(min(number_in(data, "rows"), most_rows(grid))):
        prefix = f"r{index}"
        texts = {column.name: str(data.get(f"{prefix}-{column.name}", "")) for column in grid.columns}
        pk = number_in(data, f"{prefix}-pk") or None
        place, record = numbers.get(pk, (0, None)) if pk else (0, None)
        added += record is None
        row = SheetRow(
            index,
            place or len(records) + added,
            grid.draw(texts),
            pk,
            number_in(data, f"{prefix}-version", -1),
            str(data.get(f"{prefix}-digest", ""))[:40],
            record=record,
            is_removed=bool(data.get(f"{prefix}-remove")),
            keep=str(data.get(f"{prefix}-keep", "")),
        )
        if clean:
            _compare(grid, row, texts, is_clash=bool(data.get(f"{prefix}-clash")))
        rows.append(row)
    return [row for row in rows if row.pk is None or row.record or row.clash]


def _compare(grid: Grid, row: SheetRow, texts: Mapping[str, str], *, is_clash: bool) -> None:
    """Decide whether a row is written; read its boxes where it is. `is_clash`: its page asked whose words to keep."""
    stored = grid.texts_of(row.record) if row.record else None
    if row.pk is None:
        row.is_counted = not row.boxes.is_blank and not row.is_removed
    elif not (row.is_removed or is_clash or texts_digest(texts) != row.digest) or (is_clash and row.keep == THEIRS):
        _show_stored(grid, row)
    elif stored is None and row.is_removed:
        return
    elif stored is None and is_clash and row.keep == MINE:
        row.pk, row.is_counted = None, True
    elif row.record is not None and row.record.version == row.version and (not is_clash or row.keep == MINE):
        row.is_counted = True
    elif stored == texts and not row.is_removed:
        _show_stored(grid, row)
    else:
        row.clash, row.keep, row.digest = CHOOSE if row.record else CHOOSE_GONE, "", ""
        if row.record and stored is not None:
            row.version = row.record.version
            row.theirs = [
                (column.label, grid.kind.text(row.record, column.name) or "nothing")
                for column in grid.columns
                if stored[column.name] != texts[column.name]
            ]
    if row.is_counted and not row.is_removed:
        row.boxes = grid.read(texts, row.record)


def _show_stored(grid: Grid, row: SheetRow) -> None:
    if row.record is not None:
        texts = grid.texts_of(row.record)
        row.boxes, row.version, row.digest = grid.draw(texts), row.record.version, texts_digest(texts)


def texts_digest(texts: Mapping[str, str]) -> str:
    """Of the boxes of a row: a row whose boxes are as the page had them was not touched."""
    joined = "\x1f".join(f"{name}={texts[name].strip()}" for name in sorted(texts))
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:16]


def most_rows(grid: Grid) -> int:
    """Rows that one page can send."""
    return MOST_FIELDS // (len(grid.columns) + ROW_FIELDS)


def number_in(data: Mapping[str, Any], name: str, default: int = 0) -> int:
    text = str(data.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else default
