"""Calculating a cycle's last safe dates, slack and status, and whether its planned dates keep the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from calendars.days import Calendar
from calendars.selectors import council_calendar
from cycles.date_rules import Plan, breaches, fitted, warning
from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.selectors.dates import basis_of
from cycles.timetable import Basis, first_plan, last_safe_dates, next_undone, slack, status
from ui.lookups import forget_related
from ui.written_rows import update_rows

CALCULATED = ("planned", "last_safe", "applies", "breach", "breach_reason", "warning")  # of a planned date
HAPPENED = ("done_on", "version")  # of a planned date too, by `gate_happened`
STORED = ("next_milestone", "slack", "slack_on", "status", "breach")  # on the cycle


def recalculate_dates(cycle: Cycle, today: date, calendar: Calendar | None = None) -> None:
    """Bring the planned dates of a locked cycle up to date, and its slack and status; the caller saves the cycle.

    Until the team plans a date, all of them follow from the day on which the cycle started. From then on they stay, and
    a milestone that is new to the cycle is planned so that it keeps the rules towards the others. One that no longer
    applies keeps its row, in case it applies again.
    """
    basis = basis_of(cycle, calendar or council_calendar())
    started, latest = timezone.localdate(cycle.started_at), last_safe_dates(basis)
    rows = {row.milestone: row for row in cycle.dates.all()}
    first = first_plan(basis, started)
    before = {code: [getattr(row, name) for name in CALCULATED] for code, row in rows.items()}
    for row in rows.values():
        row.last_safe, row.applies = latest.get(row.milestone, row.last_safe), row.milestone in latest
    new = {
        code: PlannedDate(cycle=cycle, milestone=code, planned=first[code], last_safe=last_safe)
        for code, last_safe in latest.items()
        if code not in rows
    }
    if "start_analyse" in new:
        new["start_analyse"].done_on = started
    dates = {code: row for code, row in (rows | new).items() if row.applies}
    to_come = [row for row in dates.values() if is_to_come(cycle, row)]
    if not any(row.version for row in to_come):
        for row in to_come:
            row.planned = first[row.milestone]
    elif new:
        for code, day in fitted(plan_of(cycle, basis, dates.values(), today), new).items():
            dates[code].planned = day
    _store_breaches(cycle, basis, dates.values(), today)
    PlannedDate.objects.bulk_create(new.values())
    changed = [
        row
        for code, row in rows.items()
        if row.happened_now or before[code] != [getattr(row, name) for name in CALCULATED]
    ]
    differing = [
        name
        for place, name in enumerate(CALCULATED)
        if any(before[row.milestone][place] != getattr(row, name) for row in changed)
    ]
    if any(row.happened_now for row in changed):
        differing += HAPPENED
    if changed:
        update_rows(PlannedDate, changed, differing)
    done = [code for code, row in dates.items() if row.done_on]
    forget_related(cycle, "dates")
    cycle.next_milestone = next_undone(latest, cycle.stage, done) if cycle.stage in LIVE_STAGES else ""
    following = dates.get(cycle.next_milestone)
    cycle.slack_on = today
    cycle.slack = slack(today, following.planned, following.last_safe) if following else None
    cycle.status = status(cycle.edition.figures, cycle.tier, cycle.slack) if cycle.slack is not None else ""
    if cycle.breach and cycle.status:
        cycle.status = "off_track"


def _store_breaches(cycle: Cycle, basis: Basis, dates: Iterable[PlannedDate], today: date) -> None:
    rows = list(dates)
    plan = plan_of(cycle, basis, rows, today)
    broken = breaches(plan)
    for row in rows:
        row.breach, row.warning = broken.get(row.milestone, ""), warning(plan, row.milestone, row.last_safe)
        if not row.breach:
            row.breach_reason = ""
    cycle.breach = next(iter(broken.values()), "")


def plan_of(cycle: Cycle, basis: Basis, dates: Iterable[PlannedDate], today: date) -> Plan:
    """The dates of a cycle as the rules read them: what is to come, and what has happened."""
    rows = list(dates)
    return Plan(
        basis,
        planned={row.milestone: row.planned for row in rows if is_to_come(cycle, row)},
        done={row.milestone: row.done_on for row in rows if row.done_on},
        today=today,
    )


def is_to_come(cycle: Cycle, row: PlannedDate) -> bool:
    """Whether a milestone can still be planned: it has not happened, and its stage is not over."""
    return row.done_on is None and cycle.is_live and not cycle.has_passed(row.kind.stage)


def gate_happened(cycle: Cycle, stage: str, on: date | None) -> None:
    """Set the day on which a gate was passed; None when a correction takes the pass back.

    It is stored when the dates of the cycle are calculated anew, which follows from its new stage.
    """
    prefetch_related_objects([cycle], "dates")
    for row in cycle.dates.all():
        if row.milestone == f"{stage}_gate":
            row.done_on, row.version, row.happened_now = on, row.version + 1, True


def date_inputs(cycle: Cycle) -> tuple[object, ...]:
    """The values from which the dates are calculated: a change of any of them calls for `recalculate_dates`."""
    return (
        cycle.stage,
        cycle.tier,
        cycle.need_by,
        cycle.delivery_route_id,
        tuple(cycle.other_routes),
        cycle.legal_regime_id,
        cycle.regime_route_id,
        tuple(cycle.tier_flags),
        cycle.key_decision,
        cycle.decision_maker,
        cycle.arrangement_ends,
        cycle.extension_notice_by,
        cycle.restricted,
    )
