"""Calculating a cycle's last safe dates, slack and status."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.utils import timezone

from calendars.days import Calendar
from calendars.selectors import council_calendar
from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.selectors.dates import basis_of
from cycles.timetable import first_plan, last_safe_dates, next_undone, slack, status


def recalculate_dates(cycle: Cycle, today: date, calendar: Calendar | None = None) -> None:
    """Bring the planned dates of a locked cycle up to date, and its slack and status; the caller saves the cycle.

    Planned dates stay. A milestone that is new to the cycle gets the first plan's date, counted from the day on which
    the cycle started. One that no longer applies keeps its row, in case it applies again.
    """
    basis = basis_of(cycle, calendar or council_calendar())
    latest, rows = last_safe_dates(basis), {row.milestone: row for row in cycle.dates.all()}
    planned = first_plan(basis, timezone.localdate(cycle.started_at))
    added = PlannedDate.objects.bulk_create(
        PlannedDate(cycle=cycle, milestone=code, planned=planned[code], last_safe=day)
        for code, day in latest.items()
        if code not in rows
    )
    changed = []
    for code, row in rows.items():
        before = (row.last_safe, row.applies)
        row.last_safe, row.applies = latest.get(code, row.last_safe), code in latest
        if before != (row.last_safe, row.applies):
            changed.append(row)
    PlannedDate.objects.bulk_update(changed, ["last_safe", "applies"])

    dates = {row.milestone: row for row in (*rows.values(), *added) if row.applies}
    done = [code for code, row in dates.items() if row.done_on]
    cycle.next_milestone = next_undone(latest, cycle.stage, done) if cycle.stage in LIVE_STAGES else ""
    following = dates.get(cycle.next_milestone)
    cycle.slack_on = today
    cycle.slack = slack(today, following.planned, following.last_safe) if following else None
    cycle.status = status(cycle.edition.figures, cycle.tier, cycle.slack) if cycle.slack is not None else ""


def gate_happened(cycle: Cycle, stage: str, on: date | None) -> None:
    """Store the day on which a gate was passed; None when a correction takes the pass back."""
    cycle.dates.filter(milestone=f"{stage}_gate").update(done_on=on, version=F("version") + 1)


def date_inputs(cycle: Cycle) -> tuple[object, ...]:
    """The values from which the dates are calculated: a change of any of them calls for `recalculate_dates`."""
    return (
        cycle.stage,
        cycle.tier,
        cycle.need_by,
        cycle.delivery_route_id,
        cycle.legal_regime_id,
        cycle.key_decision,
        cycle.arrangement_ends,
        cycle.extension_notice_by,
    )
