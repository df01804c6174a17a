"""Working out a cycle's dates, slack and status from what they follow from."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.utils import timezone

from calendars.days import Calendar
from calendars.selectors import council_calendar
from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.once import once
from cycles.selectors.dates import basis_of
from cycles.timetable import first_plan, last_safe_dates, next_undone, slack, status


def recalculate_dates(cycle: Cycle, on: date, calendar: Calendar | None = None) -> None:
    """Bring the rows of a locked cycle up to date, and its slack and status; the caller saves the cycle.

    What the team planned stays. A milestone that is new to the cycle gets the first plan's date, counted from the day
    on which the cycle started.
    """
    basis = basis_of(cycle, calendar or once(cycle, "calendar", council_calendar, outside=True))
    latest, rows = last_safe_dates(basis), {row.milestone: row for row in cycle.dates.all()}
    planned = first_plan(basis, timezone.localdate(cycle.started_at))
    added = PlannedDate.objects.bulk_create(
        PlannedDate(cycle=cycle, milestone=code, planned=planned[code], last_safe=day)
        for code, day in latest.items()
        if code not in rows
    )
    moved = [row for row in rows.values() if _moves(row, latest.get(row.milestone))]
    PlannedDate.objects.bulk_update(moved, ["last_safe", "applies"])
    _work_out_slack(cycle, [row for row in (*rows.values(), *added) if row.applies], on)


def _moves(row: PlannedDate, latest: date | None) -> bool:
    """A step that does not apply any more keeps what the team said of it, in case it comes back."""
    before = (row.last_safe, row.applies)
    row.applies = latest is not None
    row.last_safe = latest or row.last_safe
    return before != (row.last_safe, row.applies)


def gate_happened(cycle: Cycle, stage: str, on: date | None) -> None:
    """A gate's date is done on the day on which it was passed; None when a correction takes the pass back."""
    cycle.dates.filter(milestone=f"{stage}_gate").update(done_on=on, version=F("version") + 1)


def _work_out_slack(cycle: Cycle, rows: list[PlannedDate], on: date) -> None:
    dates, done = {row.milestone: row for row in rows}, [row.milestone for row in rows if row.done_on]
    latest = {code: row.last_safe for code, row in dates.items()}
    following = next_undone(latest, cycle.stage, done) if cycle.stage in LIVE_STAGES else ""
    cycle.next_milestone, cycle.slack_on = following, on
    row = dates.get(following)
    cycle.slack = slack(on, row.planned, row.last_safe) if row else None
    cycle.status = status(cycle.edition.figures, cycle.slack) if cycle.slack is not None else ""


def date_inputs(cycle: Cycle) -> tuple[object, ...]:
    """What the dates follow from: they are worked out again when any of it changes."""
    return (
        cycle.stage,
        cycle.tier,
        cycle.need_by,
        cycle.delivery_route_id,
        cycle.key_decision,
        cycle.arrangement_ends,
        cycle.extension_notice_by,
    )
