"""The page on which a whole table is filled in as a grid of boxes."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.views.access import signed_in
from accounts.views.error_handling import refused_is_403
from cycles.models import Cycle
from stages.records.forms.grid import Grid
from stages.records.forms.sheets import MORE_ROWS, NEW_ROWS, PAGE_ROWS, SheetRow, fresh_rows, most_rows, posted_rows
from stages.records.kinds import RecordKind
from stages.records.models import StageRecord
from stages.records.selectors.tables import rows_of
from stages.records.services.tables import RowInput, change_table
from stages.records.views.shortcuts import cycle_to_change, kind_or_404, page_context
from stages.records.views.tables import ALLOWED, table_url
from ui.forms import cleaned
from ui.wording import counted, listed


@refused_is_403
@require_http_methods(ALLOWED)
def fill(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    """All rows at once, 40 a page; saved together or not at all. Rows that others changed are shown beside."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    records: Sequence[StageRecord] = rows_of(kind, cycle)
    page = Paginator(records, PAGE_ROWS).get_page(request.GET.get("page"))
    grid = Grid(kind, cycle, records)
    context = page_context(request, cycle, stage, code) | {"kind": kind, "grid": grid, "page": page}
    if request.method != "POST":
        blank = 0 if page.has_next() else NEW_ROWS
        before = (page.number - 1) * PAGE_ROWS
        shown = records[before : before + PAGE_ROWS]
        rows = fresh_rows(grid, shown, before=before, total=len(records), blank=blank)
        return _page(request, context, rows)
    data = cleaned(request.POST)
    if "more" in data:
        rows = posted_rows(grid, data, records, clean=False)
        number = max([len(records), *(row.number for row in rows)])
        for place in range(min(MORE_ROWS, most_rows(grid) - len(rows))):
            rows.append(SheetRow(len(rows), number + place + 1, grid.draw(grid.blank())))
        return _page(request, context, rows)
    rows = posted_rows(grid, data, records, clean=True)
    if not any(row.errors for row in rows):
        written = [row for row in rows if row.is_counted]
        inputs = [
            RowInput(None if row.is_removed else row.boxes.values, row.pk, row.version if row.pk else None)
            for row in written
        ]
        try:
            change_table(cycle, kind, inputs, actor=signed_in(request), at=timezone.now())
        except Stale:  # between reading the rows and the lock
            rows = posted_rows(grid, data, rows_of(kind, cycle), clean=True)
        except ValidationError as error:
            context["errors"] = error.messages
        else:
            removed = sum(row.is_removed for row in written)
            added = sum(row.is_new for row in written)
            counts = ((added, "added"), (len(written) - added - removed, "changed"), (removed, "removed"))
            parts = [f"{counted(count, 'row')} {verb}" for count, verb in counts if count]
            messages.success(request, f"Saved: {listed(parts)}." if parts else "Nothing was changed.")
            return redirect(request.get_full_path() if "stay" in data else table_url(cycle, kind))
    return _page(request, context, rows, status=409 if any(row.clash for row in rows) else 200)


def _page(request: HttpRequest, context: dict[str, object], rows: list[SheetRow], status: int = 200) -> HttpResponse:
    for index, row in enumerate(rows):
        row.index = index  # rows that are gone leave no gap
    cycle, kind = context["cycle"], context["kind"]
    assert isinstance(cycle, Cycle) and isinstance(kind, RecordKind)
    faults = [fault for row in rows for fault in row.errors]
    more = {"rows": rows, "faults": faults, "back": table_url(cycle, kind), "is_stale": status == 409}
    return render(request, "stages/fill.html", context | more, status=status)
