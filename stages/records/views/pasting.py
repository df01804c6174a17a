"""Pasting rows into a table, or bringing them in from a file: the rows are seen before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import refused_is_403
from cycles.models import Cycle
from exports.spreadsheets import as_csv
from stages.records.forms.grid import Grid
from stages.records.forms.pasted_rows import (
    PastedColumnsForm,
    PastedRow,
    PasteForm,
    needs_asking,
    pasted_rows,
    posted_texts,
    shown_rows,
)
from stages.records.forms.sheets import PAGE_ROWS
from stages.records.kinds import RecordKind
from stages.records.models import PastedTable, StageRecord
from stages.records.selectors.tables import rows_of
from stages.records.services import pasting
from stages.records.services.tables import RowInput
from stages.records.views.shortcuts import cycle_to_change, kind_or_404, page_context
from stages.records.views.tables import ALLOWED, table_url
from ui.forms import cleaned
from ui.wording import counted

EXAMPLES = {
    "number": "12.5",
    "whole": "15",
    "money": "250000",
    "day": "31 March 2026",
    "tick": "no",
    "person": "name@example.org",
}
EXAMPLE_YEARS = {"first_year": "2026", "last_year": "2035"}
MOVED = "A row that would be changed is not the same any more. Look at the rows again, then bring them in."


@require_safe
def template(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponseBase:
    """A CSV file with the headings and one example row."""
    kind = kind_or_404(stage, code)
    grid = Grid(kind, cycle_to_change(request, reference, stage), with_long=True)
    columns = sorted(grid.columns, key=lambda column: kind.fields.index(column.name))
    example = []
    for column in columns:
        labels = [option.label for option in column.options if option.text and column.control in ("choice", "several")]
        words = "https://example.org/page" if isinstance(column.field, URLField) else f"Example: {column.label.lower()}"
        most = getattr(column.field, "max_length", None) or len(words)
        if column.control in ("number", "whole", "choice") and not column.field.required:
            example.append("")  # one number may rule another out, and a choice ask for more
            continue
        usual = EXAMPLES.get(column.control, words if len(words) <= most else "Example")
        example.append(labels[-1] if labels else EXAMPLE_YEARS.get(column.name, usual))
    return as_csv([[column.label for column in columns], example], f"{kind.code}.csv")


@refused_is_403
@require_http_methods(ALLOWED)
def paste(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    form = PasteForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        source = file.read() if file else form.cleaned_data["text"]
        try:
            pasted = pasting.start_paste(
                cycle, kind, source, file.name if file else "", actor=signed_in(request), at=timezone.now()
            )
        except pasting.PasteRefused as refused:
            form.add_error("file" if file else "text", str(refused))
        else:
            step = "record-paste-columns" if needs_asking(pasted, kind) else "record-paste-check"
            return redirect(step, reference, stage, code, pasted.pk)
    waiting = PastedTable.objects.filter(cycle=cycle, kind=code).select_related("by").order_by("-at")[:5]
    context = page_context(request, cycle, stage, code) | {"kind": kind, "form": form, "waiting": waiting}
    labels = [kind.label(name) for name in kind.fields]
    return render(request, "stages/paste.html", context | {"labels": labels, "back": table_url(cycle, kind)})


@refused_is_403
@require_http_methods(ALLOWED)
def columns(request: HttpRequest, reference: str, stage: str, code: str, pk: int) -> HttpResponse:
    """Ask which column is which field."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    pasted = _pasted_or_404(cycle, kind, pk)
    form = PastedColumnsForm(posted(request), kind=kind, pasted=pasted)
    if request.method == "POST" and form.is_valid():
        has_headings = form.cleaned_data["has_headings"]
        pasting.choose_columns(
            pasted, form.columns, has_headings=has_headings, actor=signed_in(request), at=timezone.now()
        )
        return redirect("record-paste-check", reference, stage, code, pk)
    context = page_context(request, cycle, stage, code) | {"kind": kind, "form": form, "pasted": pasted}
    return render(request, "stages/paste_columns.html", context | {"back": table_url(cycle, kind)})


@refused_is_403
@require_http_methods(ALLOWED)
def check(request: HttpRequest, reference: str, stage: str, code: str, pk: int) -> HttpResponse:
    """What the rows are; rows are mended in place or left out; nothing is written before “Bring in”."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    pasted = _pasted_or_404(cycle, kind, pk)
    records: Sequence[StageRecord] = rows_of(kind, cycle)
    grid = Grid(kind, cycle, records, with_long=True)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        data, person, at = cleaned(request.POST), signed_in(request), timezone.now()
        do = data.get("do", "check")
        if do == "give-up":
            pasting.give_up(pasted, actor=person, at=at)
            messages.success(request, "What you pasted was given up. Nothing was written.")
            return redirect(table_url(cycle, kind))
        pasted = _mend(pasted, grid, records, data, person, at)
        if do == "bring":
            rows = pasted_rows(grid, pasted, records)
            wrong = sum(row.is_wrong for row in rows)
            if wrong:
                errors = [f"Mend {counted(wrong, 'row')} below, or leave {'it' if wrong == 1 else 'them'} out."]
            elif all(row.is_left_out for row in rows):
                errors = ["Every row is left out, so there is nothing to bring in."]
            elif data.get("seen", "") != _seen(pasted, rows):
                errors, status = [MOVED], 409
            else:
                inputs = [
                    RowInput(row.boxes.values, row.record.pk, row.record.version)
                    if pasted.is_updating and row.record is not None
                    else RowInput(row.boxes.values)
                    for row in rows
                    if not row.is_left_out
                ]
                try:
                    pasting.bring_in(pasted, kind, inputs, actor=person, at=at)
                except Stale:
                    errors, status, records = [MOVED], 409, rows_of(kind, cycle)
                except ValidationError as error:
                    errors = error.messages
                else:
                    messages.success(request, f"Brought {counted(len(inputs), 'row')} into {kind.name}.")
                    return redirect(table_url(cycle, kind))
        else:
            return redirect(request.get_full_path())
    context = page_context(request, cycle, stage, code) | {"kind": kind, "grid": grid, "pasted": pasted}
    context |= {"errors": errors, "back": table_url(cycle, kind)} | _rows_context(request, pasted, grid, records)
    return render(request, "stages/paste_check.html", context, status=status)


def _mend(
    pasted: PastedTable, grid: Grid, records: Sequence[StageRecord], data: Any, person: Any, at: Any
) -> PastedTable:
    """Keep what was typed on the check page, and which rows are left out or taken back."""
    rows = pasted_rows(grid, pasted, records)
    mended = posted_texts(grid, data, rows)
    left_out = set(pasted.left_out) | {row.number for row in rows if data.get(f"{row.prefix}-out")}
    left_out -= {row.number for row in rows if str(row.number) == data.get("back")}
    if data.get("do") == "leave-wrong":
        left_out |= {row.number for row in rows if row.is_wrong and str(row.number) not in mended}
    is_updating = bool(data.get("updating")) if data.get("has_updating") else pasted.is_updating
    return pasting.mend_rows(pasted, mended, sorted(left_out), is_updating=is_updating, actor=person, at=at)


def _rows_context(
    request: HttpRequest, pasted: PastedTable, grid: Grid, records: Sequence[StageRecord]
) -> dict[str, Any]:
    rows = pasted_rows(grid, pasted, records)
    wrong, doubtful = [row for row in rows if row.is_wrong], [row for row in rows if row.is_doubtful]
    good = [row for row in rows if row.is_good]
    ready = len(good) + len(doubtful)
    same = sum(row.record is not None for row in rows if not row.is_left_out)
    return {
        "shown": shown_rows(grid, rows),
        "wrong": wrong,
        "doubtful": doubtful,
        "left_out": [row for row in rows if row.is_left_out],
        "good": Paginator(good, PAGE_ROWS).get_page(request.GET.get("page")),
        "good_count": len(good),
        "ready": ready,
        "same": same,
        "all_same": bool(ready) and same == ready + len(wrong),
        "faults": [fault for row in wrong for fault in row.errors][:PAGE_ROWS] if rows else [],
        "seen": _seen(pasted, rows),
    }


def _seen(pasted: PastedTable, rows: Sequence[PastedRow]) -> str:
    """A digest of the rows that would be changed, as they were when the page was made."""
    found = sorted((row.record.pk, row.record.version) for row in rows if pasted.is_updating and row.record)
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


def _pasted_or_404(cycle: Cycle, kind: RecordKind, pk: int) -> PastedTable:
    pasted = PastedTable.objects.filter(cycle=cycle, kind=kind.code, pk=pk).first()
    if pasted is None:
        raise Http404("There are no such rows")
    return pasted
