"""Planning dates, marking them as done, and the daily run that updates slack and status."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from calendars.selectors import council_calendar
from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.selectors.dates import outdated_cycles
from cycles.services.changing import changing, locked, require_version
from cycles.services.dates import recalculate_dates
from ui.wording import day

logger = logging.getLogger(__name__)


def plan_date(
    row: PlannedDate, planned: date, *, reason: str, actor: User, at: datetime, seen_version: int
) -> PlannedDate:
    """Plan a milestone for another day. Raises Stale, Refused, or ValidationError naming the field."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the date moves"})
    with changing(row.cycle_id, actor=actor, action="plan_dates", at=at, row=row) as change:
        fresh: PlannedDate = change.row
        require_version(fresh, seen_version)
        if fresh.done_on:
            raise ValidationError(f"{fresh.kind.name} is done already, on {day(fresh.done_on)}")
        if change.cycle.has_passed(fresh.kind.stage):
            raise ValidationError({"planned": "Its stage is over: say on which day it happened instead"})
        if planned == fresh.planned:
            raise ValidationError({"planned": "This is the date already: enter another"})
        before, slack_before = fresh.planned, change.cycle.slack
        fresh.planned = planned
        _save(fresh)
        recalculate_dates(change.cycle, change.on)
        change.record(
            "date_planned",
            about=fresh,
            milestone=fresh.kind.name,
            planned=planned,
            reason=reason.strip(),
            before={"planned": before, "slack": slack_before},
            after={"planned": planned, "slack": change.cycle.slack},
        )
        return fresh


def mark_done(row: PlannedDate, done_on: date | None, *, actor: User, at: datetime, seen_version: int) -> PlannedDate:
    """Store the day on which a milestone happened, or None that it has not."""
    with changing(row.cycle_id, actor=actor, action="plan_dates", at=at, row=row) as change:
        fresh: PlannedDate = change.row
        require_version(fresh, seen_version)
        if done_on and done_on > change.on:
            raise ValidationError({"done_on": "Enter the day on which it happened: it can't be in the future"})
        if fresh.kind.is_gate:
            raise ValidationError({"done_on": "A gate is done when it is passed"})
        fresh.done_on = done_on
        _save(fresh)
        recalculate_dates(change.cycle, change.on)
        verb = "milestone_done" if done_on else "milestone_not_done"
        change.record(verb, about=fresh, milestone=fresh.kind.name, on=done_on)
        return fresh


def _save(row: PlannedDate) -> None:
    row.version += 1
    row.save()


def mark_dates_outdated() -> None:
    """Follow-up of `council_days_changed`: the next sweep calculates the dates of every live cycle again."""
    Cycle.objects.filter(stage__in=LIVE_STAGES).update(slack_on=None)


def recalculate_all_dates(today: date) -> int:
    """The daily run over every live cycle whose slack is of another day; the number of cycles updated.

    Each cycle has its own transaction. One that fails is logged and tried again by the next run.
    """
    calendar, count = council_calendar(), 0
    for pk in list(outdated_cycles(today).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                cycle = locked(pk)
                recalculate_dates(cycle, today, calendar)
                cycle.save(update_fields=["next_milestone", "slack", "slack_on", "status"])
                count += 1
        except Exception:
            logger.exception("The dates of cycle %s could not be worked out", pk)
    if council_calendar() != calendar:  # a council day was listed during the run: the next run starts again
        mark_dates_outdated()
    return count
