"""The page of any table of a stage, and the pages on which one row is added, changed, confirmed or removed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Stale
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.models import Cycle
from cycles.views.shortcuts import may_now
from stages.records.forms import RecordForm, record_form
from stages.records.kinds import RecordKind
from stages.records.models import StageRecord
from stages.records.presenters.tables import table_of_cycle
from stages.records.selectors.tables import record_of
from stages.records.services.tables import CHANGED, RowInput, change_table, confirm_draft, move_record
from stages.records.views.shortcuts import cycle_to_change, cycle_to_read, kind_or_404, page_context
from ui.wording import listed

ALLOWED = ["GET", "HEAD", "POST"]
GONE = "Somebody removed this row meanwhile. What you typed stands below: add it again if it is still needed."


@require_safe
def table(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    kind = kind_or_404(stage, code)
    cycle = cycle_to_read(request, reference, stage)
    context = page_context(request, cycle, stage, code) | {
        "table": table_of_cycle(kind, cycle),
        "kind": kind,
    }
    if kind.holder_field:
        context["may_hand_over"] = may_now(request, "hand_over_records", cycle, stage)
    return render(request, "stages/table.html", context)


@refused_is_403
@require_http_methods(ALLOWED)
def new_row(request: HttpRequest, reference: str, stage: str, code: str) -> HttpResponse:
    """Add a row; "save and add another" leads to an empty form again."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    form = record_form(kind)(posted(request), kind=kind, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            change_table(cycle, kind, [RowInput(form.values)], actor=signed_in(request), at=timezone.now())
        if not form.errors:
            messages.success(request, f"Added to {kind.name}.")
            return redirect(request.path if "another" in request.POST else table_url(cycle, kind))
    return _row_page(request, cycle, kind, form)


@refused_is_403
@require_http_methods(ALLOWED)
def row(request: HttpRequest, reference: str, stage: str, code: str, pk: int) -> HttpResponse:
    """Change a row. One that somebody else changed meanwhile is shown beside what was typed, and nothing is lost."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    record = _row_of(kind, cycle, pk)
    form = record_form(kind)(posted(request), kind=kind, cycle=cycle, instance=record)
    if request.method == "POST" and form.is_valid():
        seen = seen_version(request)
        try:
            with errors_to_form(form):
                rows = [RowInput(form.values, pk, seen)]
                change_table(cycle, kind, rows, actor=signed_in(request), at=timezone.now())
        except Stale as stale:
            form.add_error(None, CHANGED if stale.row else GONE)
            return _row_page(
                request, cycle, kind, form, stale.row if isinstance(stale.row, StageRecord) else None, status=409
            )
        if not form.errors:
            messages.success(request, "Saved.")
            return redirect(table_url(cycle, kind))
    return _row_page(request, cycle, kind, form, record)


@refused_is_403
@require_http_methods(ALLOWED)
def remove_row(request: HttpRequest, reference: str, stage: str, code: str, pk: int) -> HttpResponse:
    """Asks before it removes: what the row said stays in the history alone."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    record = _row_of(kind, cycle, pk)
    if request.method == "POST":
        try:
            rows = [RowInput(None, pk, seen_version(request))]
            change_table(cycle, kind, rows, actor=signed_in(request), at=timezone.now())
        except Stale:
            messages.warning(request, "This row was changed meanwhile. Read it again before you remove it.")
        else:
            messages.success(request, f"Removed from {kind.name}. The history keeps what it said.")
        return redirect(table_url(cycle, kind))
    context = page_context(request, cycle, stage, code) | {
        "kind": kind,
        "record": record,
        "title": kind.title_of(record),
        "says": says(kind, record),
        "back": table_url(cycle, kind),
    }
    return render(request, "stages/remove_row.html", context)


@refused_is_403
@require_POST
def confirm_row(request: HttpRequest, reference: str, stage: str, code: str, pk: int) -> HttpResponse:
    """Keep a draft as it stands."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    record = _row_of(kind, cycle, pk)
    try:
        confirm_draft(record, kind, seen_version=seen_version(request), actor=signed_in(request), at=timezone.now())
    except Stale:
        messages.warning(request, "This row was changed meanwhile. Read it again.")
    except ValidationError as error:
        lacking = listed([f"“{kind.label(name)}”" for name in error.error_dict])
        messages.warning(request, f"Complete this {kind.singular} before you confirm it: {lacking}.")
        return redirect("record", reference, stage, code, pk)
    else:
        messages.success(request, f"Confirmed: {kind.title_of(record)}")
    return redirect(table_url(cycle, kind))


@refused_is_403
@require_POST
def move_row(request: HttpRequest, reference: str, stage: str, code: str, pk: int) -> HttpResponse:
    kind = kind_or_404(stage, code)
    cycle = cycle_to_change(request, reference, stage)
    record = _row_of(kind, cycle, pk)
    move_record(record, kind, up="up" in request.POST, actor=signed_in(request), at=timezone.now())
    return redirect(f"{table_url(cycle, kind)}#row-{pk}")


def table_url(cycle: Cycle, kind: RecordKind) -> str:
    return reverse("record-table", args=[cycle.reference, kind.stage, kind.code])


def says(kind: RecordKind, record: StageRecord) -> list[tuple[str, str]]:
    """What a row says, field by field, without those that are empty."""
    texts = [(kind.label(name), kind.text(record, name)) for name in kind.fields]
    return [(label, text) for label, text in texts if text]


def seen_version(request: HttpRequest) -> int:
    """As the page had it; -1, which no row has, where something else was sent."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _row_of(kind: RecordKind, cycle: Cycle, pk: int) -> StageRecord:
    record = record_of(kind, cycle, pk)
    if record is None:
        raise Http404("There is no such row")
    return record


def _row_page(
    request: HttpRequest,
    cycle: Cycle,
    kind: RecordKind,
    form: RecordForm,
    record: StageRecord | None = None,
    status: int = 200,
) -> HttpResponse:
    """Sent again after a clash, what was typed replaces what is there now: the page has its version."""
    context = page_context(request, cycle, kind.stage, kind.code) | {
        "kind": kind,
        "form": form,
        "record": record,
        "is_stale": status == 409,
        "now": says(kind, record) if record and status == 409 else [],
        "back": table_url(cycle, kind),
    }
    return render(request, "stages/row.html", context, status=status)
