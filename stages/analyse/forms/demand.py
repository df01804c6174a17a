"""Input of the pages of demand: a series, rows of figures, and a table that is pasted or sent as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cycles.models import Cycle
from imports.register_files.faults import RegisterRefused
from imports.register_files.limits import MAX_BYTES, MEBIBYTE
from imports.register_files.readers import read_file, read_text
from stages.analyse.figure_rows import MOST_ROWS, FiguresRefused, TypedRow, typed_rows
from stages.analyse.kinds import DEMAND
from stages.analyse.models import DemandMethod, DemandSeries, FigureKind
from stages.records.forms import RecordForm, record_form
from ui.forms import CouncilForm, cleaned
from ui.widgets import Radios

LONGEST_PASTE = 100_000  # characters
EMPTY_ROWS = 8  # at the end of the table, to be filled
CELLS = ("number", "area", "year", "low", "central", "high")


def series_form(data: Any, cycle: Cycle, series: DemandSeries | None = None) -> RecordForm:
    """All fields but which one is the main series. What belongs to one way of projecting is asked with it."""
    names = [name for name in DEMAND.fields if name != "is_main"]
    form = record_form(DEMAND, names)(data, kind=DEMAND, cycle=cycle, instance=series)
    method = form.fields["method"].widget
    assert isinstance(method, Radios)
    method.reveals = {
        DemandMethod.RATES: ("rate_low", "rate_central", "rate_high"),
        DemandMethod.FLAT: ("flat_level",),
    }
    return form


class FiguresFileForm(CouncilForm):
    """A table by year, pasted or as a file."""

    tables = ("text",)

    text = forms.CharField(
        label="Paste rows from a spreadsheet",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_PASTE,
        required=False,
        strip=False,
    )
    file = forms.FileField(
        label="Or choose a file",
        help_text=f"CSV, Excel (XLSX or XLS) or OpenDocument (ODS), up to {MAX_BYTES // MEBIBYTE}MB",
        required=False,
    )
    column = forms.CharField(
        label="Column of the values",
        help_text="Its heading, if there are several columns of numbers",
        max_length=100,
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, kind: FigureKind, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.has_range = kind == FigureKind.PROJECTION
        asked = "Year, low, central and high" if self.has_range else "Year and value"
        self.fields[
            "text"
        ].help_text = f"{asked} in columns, with the area before them if you have several. Up to {MOST_ROWS} rows"
        if self.has_range:
            del self.fields["column"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        text, file = values.get("text") or "", values.get("file")
        if self.errors:
            return values
        if bool(text.strip()) == bool(file):
            raise ValidationError(
                {"text": "Paste rows or choose a file, not both" if file else "Paste rows, or choose a file"}
            )
        try:
            if file and file.size > MAX_BYTES:
                raise FiguresRefused(f"The selected file must be smaller than {MAX_BYTES // MEBIBYTE}MB")
            sheets = read_file(file.read(), file.name) if file else read_text(text)
            values["rows"] = typed_rows(sheets, has_range=self.has_range, column=values.get("column") or "")
        except (RegisterRefused, FiguresRefused) as refused:
            raise ValidationError({"file" if file else "text": str(refused)}) from refused
        return values


def posted_rows(data: QueryDict) -> list[TypedRow]:
    """The rows of the table as they were sent, without the empty ones; numbers that are none become places."""
    posted = cleaned(data)
    columns = {name: posted.getlist(name)[:MOST_ROWS] for name in CELLS}
    rows = []
    for place in range(len(columns["year"])):
        texts = {name: _at(columns[name], place) for name in CELLS[1:]}
        number = _at(columns["number"], place)
        row = TypedRow(int(number) if number.isascii() and number.isdigit() and len(number) < 6 else place + 1, **texts)
        if not row.is_blank:
            rows.append(row)
    return rows


def with_empty_rows(rows: Sequence[TypedRow]) -> list[TypedRow]:
    """The rows, and some to be filled, as many as there may be."""
    last = max((row.number for row in rows), default=0)
    return [*rows, *(TypedRow(last + place) for place in range(1, min(EMPTY_ROWS, MOST_ROWS - len(rows)) + 1))]


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place][:200] if place < len(texts) else ""
