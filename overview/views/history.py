"""What happened to a cycle, as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import roles_of
from accounts.views.access import signed_in
from approvals.presenters.waiting_times import clocks_of
from audit.models import Event
from audit.presenters import Entry, entries
from cycles.views.shortcuts import cycle_header, cycle_or_404
from exports.spreadsheets import as_csv
from overview.presenters.history import KINDS, by_day, decisions_for, events_for, rows_of

PER_PAGE = 100
PER_READ = 500
HEADINGS = ("Date", "Time", "Who", "Authority", "What happened", "Before", "After", "Reason")


@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """The timeline, newest first; decisions stand on top of its first page."""
    cycle, user = cycle_or_404(request, reference), signed_in(request)
    chosen = _chosen(request)
    officer = roles_of(user).is_officer
    page = Paginator(events_for(user, cycle, chosen), PER_PAGE).get_page(request.GET.get("page"))
    pinned = page.number == 1 and not chosen
    context = cycle_header(cycle, "history") | {
        "page": page,
        "days": by_day(rows_of(cycle, page.object_list, linked=officer)),
        "clocks": clocks_of(cycle, timezone.localdate()) if pinned and officer else [],
        "decisions": rows_of(cycle, decisions_for(user, cycle), linked=officer) if pinned else [],
        "kinds": KINDS,
        "chosen": chosen,
        "officer": officer,
    }
    return render(request, "overview/history/history.html", context)


@require_safe
def export(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """The same events as CSV, all pages of them."""
    cycle, user = cycle_or_404(request, reference), signed_in(request)
    events = events_for(user, cycle, _chosen(request))
    return as_csv(_table(events), f"{cycle.reference}-history.csv")


def _chosen(request: HttpRequest) -> str:
    """The kind that the address asks for, or "" for all."""
    asked = request.GET.get("type", "")
    return asked if asked in {kind.code for kind in KINDS} else ""


def _table(events: QuerySet[Event]) -> Iterator[Sequence[object]]:
    """A batch of events at a time, so that the names of each batch are one query."""
    yield HEADINGS
    rows = events.iterator(PER_READ)
    while batch := list(islice(rows, PER_READ)):
        yield from map(_cells, entries(batch))


def _cells(entry: Entry) -> Sequence[object]:
    at = timezone.localtime(entry.at)
    before = "; ".join(f"{change.what}: {change.before or 'nothing'}" for change in entry.changes)
    after = "; ".join(f"{change.what}: {change.after or 'nothing'}" for change in entry.changes)
    return (
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M}",
        entry.who,
        entry.authority,
        entry.sentence,
        before,
        after,
        entry.reason,
    )
