"""The rows of a pasted table: good, doubtful, or with something in them that can't be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stages.records.forms.grid import Grid, GridRow
from stages.records.forms.sheets import most_rows
from stages.records.kinds import RecordKind
from stages.records.models import PastedTable, StageRecord
from stages.records.services.pasting import MOST_BYTES
from ui.forms import CouncilForm

LONGEST_PASTE = 500_000  # characters
SHOWN_ROWS = 40
NOT_USED = ""


class PasteForm(CouncilForm):
    """Rows copied from a spreadsheet, or a file."""

    tables = ("text",)

    text = forms.CharField(
        label="Paste rows from a spreadsheet",
        help_text="With the row of headings first, if there is one.",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST_PASTE,
        required=False,
        strip=False,
    )
    file = forms.FileField(
        label="Or choose a file",
        help_text="CSV, Excel (XLSX or XLS) or OpenDocument (ODS), up to 1MB and 500 rows.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        has_text = bool((cleaned.get("text") or "").strip())
        if not self.errors and bool(cleaned.get("file")) == has_text:
            words = "Paste rows or choose a file, not both" if has_text else "Paste rows, or choose a file"
            self.add_error("text", ValidationError(words))
        if cleaned.get("file") and cleaned["file"].size > MOST_BYTES:
            self.add_error("file", "The selected file must be smaller than 1MB")
        return cleaned


class PastedColumnsForm(CouncilForm):
    """Which field each column of a pasted table is: each field once, and all that must be filled."""

    def __init__(self, data: Any = None, *, kind: RecordKind, pasted: PastedTable, **options: Any) -> None:
        super().__init__(data, **options)
        self.kind = kind
        headings = [] if pasted.heading_row is None else pasted.cells[pasted.heading_row][1]
        rows = [texts for _, texts in pasted.cells[0 if pasted.heading_row is None else pasted.heading_row + 1 :]]
        self.fields["has_headings"] = forms.BooleanField(
            label="The first row has the headings", required=False, initial=pasted.heading_row is not None
        )
        choices = [(NOT_USED, "Leave this column out"), *((name, kind.label(name)) for name in kind.fields)]
        for place, name in enumerate(pasted.columns):
            heading = headings[place] if place < len(headings) else ""
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"Column {place + 1}" + (f", “{heading[:60]}”" if heading else ""),
                choices=choices,
                required=False,
                initial=name,
                error_messages={"invalid_choice": f"Choose from the list what column {place + 1} is"},
                help_text="; ".join([texts[place][:40] for texts in rows if place < len(texts) and texts[place]][:3]),
            )

    @property
    def columns(self) -> list[str]:
        return [value for name, value in self.cleaned_data.items() if name.startswith("column_")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen: dict[str, str] = {}
        for name, value in list(cleaned.items()):
            if not name.startswith("column_") or not value:
                continue
            if value in chosen:
                self.add_error(name, f"“{self.kind.label(value)}” is chosen for two columns. Leave one of them out")
            chosen[value] = name
        if missing := [self.kind.label(name) for name in required_names(self.kind) if name not in chosen]:
            self.add_error("column_0", f"Choose which column is “{missing[0]}”: every row needs it")
        return cleaned


@dataclass
class PastedRow:
    """`record` is the row of the table with the same title, where there is one."""

    number: int
    boxes: GridRow
    doubts: list[str] = field(default_factory=list)
    record: StageRecord | None = None
    is_left_out: bool = False

    @property
    def prefix(self) -> str:
        return f"m{self.number}"

    @property
    def is_wrong(self) -> bool:
        return bool(self.boxes.errors) and not self.is_left_out

    @property
    def is_doubtful(self) -> bool:
        return bool(self.doubts) and not self.is_wrong and not self.is_left_out

    @property
    def is_good(self) -> bool:
        return not self.is_wrong and not self.is_doubtful and not self.is_left_out

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the box, sentence with the number of the row)."""
        first = self.boxes.cells[0].column.name
        return [
            (f"{self.prefix}-{name or first}", f"Row {self.number}: {sentence}") for name, sentence in self.boxes.errors
        ]


def required_names(kind: RecordKind) -> list[str]:
    """The fields without which there is no row."""
    columns = ((name, kind.column(name)) for name in kind.fields)
    return [name for name, column in columns if not column.blank and not column.has_default()]


def needs_asking(pasted: PastedTable, kind: RecordKind) -> bool:
    """Whether somebody has to say what the columns are: a heading is not exactly one of the fields, or one lacks."""
    if pasted.heading_row is None or not set(required_names(kind)) <= set(pasted.columns):
        return True
    headings = pasted.cells[pasted.heading_row][1]
    named = {kind.label(name).casefold(): name for name in kind.fields}
    return any(
        heading and named.get(heading.strip().casefold()) != pasted.columns[place]
        for place, heading in enumerate(headings)
    )


def pasted_rows(grid: Grid, pasted: PastedTable, records: Sequence[StageRecord]) -> list[PastedRow]:
    """Every row of the table with what is to be said about it; `records` are the rows that the cycle has."""
    first = 0 if pasted.heading_row is None else pasted.heading_row + 1
    width = len(pasted.columns) if pasted.heading_row is None else len(pasted.cells[pasted.heading_row][1])
    stored = {_folded(grid.kind.title_of(record)): record for record in records}
    seen: dict[str, int] = {}
    rows = []
    for number, cells in pasted.cells[first:]:
        texts, doubts = _texts(grid, pasted, number, cells)
        title = _folded(texts[grid.kind.title])
        record = stored.get(title) if title else None
        if record is not None and pasted.is_updating:
            now = grid.texts_of(record)  # what it says in the columns that were not pasted stays
            texts = {name: text if name in pasted.columns else now[name] for name, text in texts.items()}
        row = PastedRow(number, grid.read(texts, record if pasted.is_updating else None), doubts, record)
        row.is_left_out = number in pasted.left_out
        errors = list(row.boxes.errors)
        if any(cells[width:]) and str(number) not in pasted.mended:
            words = f"There are {len(cells)} cells, but {width} columns. Put a text that has commas in quotation marks."
            errors.append(("", words))
        if title and title in seen and not row.is_left_out:
            words = f"Row {seen[title]} has the same “{grid.kind.label(grid.kind.title)}”."
            if pasted.is_updating:
                errors.append((grid.kind.title, f"{words} Leave one of them out."))
            else:
                doubts.append(words)
        elif record is not None and not pasted.is_updating:
            doubts.append("The table has a row with this name already: this one would be added beside it.")
        if not row.is_left_out:
            seen.setdefault(title, number)
        if len(errors) > len(row.boxes.errors):
            row.boxes = GridRow(row.boxes.cells, row.boxes.values, errors)
        rows.append(row)
    return rows


def posted_texts(grid: Grid, data: Mapping[str, Any], rows: Sequence[PastedRow]) -> dict[str, dict[str, str]]:
    """The texts of the rows whose boxes were changed, by their number."""
    mended = {}
    for row in rows:
        if f"{row.prefix}-{grid.columns[0].name}" not in data:
            continue
        texts = {column.name: str(data.get(f"{row.prefix}-{column.name}", "")) for column in grid.columns}
        if any(texts[cell.column.name].strip() != cell.text.strip() for cell in row.boxes.cells):
            mended[str(row.number)] = texts
    return mended


def shown_rows(grid: Grid, rows: Sequence[PastedRow]) -> list[PastedRow]:
    """Those to be looked at that one page can send, what can't be read first."""
    most = min(SHOWN_ROWS, most_rows(grid))
    return [*(row for row in rows if row.is_wrong), *(row for row in rows if row.is_doubtful)][:most]


def _texts(grid: Grid, pasted: PastedTable, number: int, cells: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    if str(number) in pasted.mended:
        return grid.blank() | pasted.mended[str(number)], []
    texts, doubts = grid.blank(), []
    places = {name: place for place, name in enumerate(pasted.columns) if name}
    for column in grid.columns:
        place = places.get(column.name)
        if place is not None and place < len(cells):
            cell = column.read_pasted(cells[place])
            texts[column.name] = cell.text
            doubts += [f"“{column.label}”: {cell.doubt}."] if cell.doubt else []
    return texts, doubts


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
