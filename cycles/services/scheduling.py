"""Planning dates, marking them as done, and the daily run that updates slack and status."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from calendars.days import add_working_days
from calendars.selectors import council_calendar
from cycles.date_rules import breaches, moves, pushed
from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.selectors.dates import basis_of, outdated_cycles
from cycles.selectors.one_cycle import lock_cycle
from cycles.services.changing import changing, require_version
from cycles.services.dates import STORED, plan_of, recalculate_dates
from cycles.timetable import Basis, plan_with_spare
from ui.wording import day

logger = logging.getLogger(__name__)


def plan_date(
    row: PlannedDate,
    planned: date,
    *,
    reason: str,
    actor: User,
    at: datetime,
    seen_version: int,
    keep_others: bool = False,
    breach_reason: str = "",
) -> dict[str, date]:
    """Plan a milestone for another day. The other dates that moved with it to keep the rules, by the milestone's name.

    With `keep_others` nothing else moves. A date that then breaks a rule needs a `breach_reason`. Raises Stale,
    Refused, or ValidationError naming the field.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why the date moves"})
    with changing(row.cycle_id, actor=actor, action="plan_dates", at=at, row=row) as change:
        fresh: PlannedDate = change.row
        fresh.cycle = cycle = change.cycle
        require_version(fresh, seen_version)
        if fresh.done_on:
            raise ValidationError(f"{fresh.kind.name} is done already, on {day(fresh.done_on)}")
        if cycle.has_passed(fresh.kind.stage):
            raise ValidationError({"planned": "Its stage is over: say on which day it happened instead"})
        if planned == fresh.planned:
            raise ValidationError({"planned": "This is the date already: enter another"})
        calendar, slack_before = council_calendar(), cycle.slack
        rows = {each.milestone: each for each in cycle.dates.all() if each.applies}
        days_before = {code: each.planned for code, each in rows.items()}
        broken = _move(rows, fresh.milestone, planned, cycle, basis_of(cycle, calendar), change.on, alone=keep_others)
        if broken and not breach_reason.strip():
            raise ValidationError({"breach_reason": f"{' '.join(broken.values())} Plan another day, or say why"})
        moved = {code: each for code, each in rows.items() if each.planned != days_before[code]}
        for each in moved.values():
            each.version += 1
        for code in broken:
            rows[code].breach_reason = breach_reason.strip()
        PlannedDate.objects.bulk_update(rows.values(), ["planned", "breach_reason", "version"])
        recalculate_dates(cycle, change.on, calendar)
        del moved[fresh.milestone]
        change.record(
            "date_planned_in_breach" if broken else "date_planned",
            about=fresh,
            milestone=fresh.kind.name,
            planned=planned,
            reason=reason.strip(),
            before={"planned": days_before[fresh.milestone], "slack": slack_before}
            | {code: days_before[code] for code in moved},
            after={"planned": planned, "slack": cycle.slack}
            | {code: each.planned for code, each in moved.items()}
            | ({"planned_all_the_same_because": breach_reason.strip()} if broken else {}),
            **({"breach": " ".join(broken.values())} if broken else {}),
        )
        return {each.kind.name: each.planned for each in moved.values()}


def _move(
    rows: Mapping[str, PlannedDate],
    milestone: str,
    planned: date,
    cycle: Cycle,
    basis: Basis,
    today: date,
    *,
    alone: bool,
) -> dict[str, str]:
    """Move one date, with the others that have to follow unless `alone`; the rules that are broken by it now."""
    before = breaches(plan_of(cycle, basis, rows.values(), today))
    rows[milestone].planned = planned
    if not alone:
        for code, to in moves(plan_of(cycle, basis, rows.values(), today), milestone).items():
            rows[code].planned = to
    after = breaches(plan_of(cycle, basis, rows.values(), today))
    return {code: sentence for code, sentence in after.items() if before.get(code) != sentence}


def plan_all_dates(
    cycle: Cycle, spare: int, *, reason: str, actor: User, at: datetime, seen_version: int
) -> dict[str, date]:
    """Plan every date to come anew, so many working days before its last safe date, but not before tomorrow.

    The dates that moved, by the milestone's name. `seen_version` is the cycle's. Raises Stale, Refused, or
    ValidationError naming the field.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why the dates move"})
    with changing(cycle.pk, actor=actor, action="plan_dates", at=at) as change:
        fresh = change.cycle
        require_version(fresh, seen_version)
        calendar, rows = council_calendar(), {each.milestone: each for each in fresh.dates.all() if each.applies}
        basis = basis_of(fresh, calendar)
        plan = plan_of(fresh, basis, rows.values(), change.on)
        planned = plan_with_spare(basis, add_working_days(change.on, 1), spare, plan.planned)
        planned |= pushed(replace(plan, planned=planned))  # what has happened may have been later
        changed = [row for code, row in rows.items() if code in planned and row.planned != planned[code]]
        if not changed:
            raise ValidationError({"spare": "Every date to come is planned for that day already"})
        before = {row.milestone: row.planned for row in changed}
        for row in changed:
            row.planned = planned[row.milestone]
            row.version += 1
        PlannedDate.objects.bulk_update(changed, ["planned", "version"])
        recalculate_dates(fresh, change.on, calendar)
        after = {row.milestone: row.planned for row in changed}
        change.record("dates_planned_anew", spare=spare, reason=reason.strip(), before=before, after=after)
        return {row.kind.name: row.planned for row in changed}


def mark_done(row: PlannedDate, done_on: date | None, *, actor: User, at: datetime, seen_version: int) -> PlannedDate:
    """Store the day on which a milestone happened, or None that it has not."""
    with changing(row.cycle_id, actor=actor, action="plan_dates", at=at, row=row) as change:
        fresh: PlannedDate = change.row
        require_version(fresh, seen_version)
        if done_on and done_on > change.on:
            raise ValidationError({"done_on": "Enter the day on which it happened: it can't be in the future"})
        fresh.cycle = change.cycle
        if fresh.kind.is_gate:
            raise ValidationError({"done_on": "A gate is done when it is passed"})
        gate = change.cycle.dates.filter(milestone=f"{fresh.kind.stage}_gate").first()
        if done_on and gate and gate.done_on and gate.done_on < done_on:
            passed = f"the {gate.kind.name}, which was passed on {day(gate.done_on)}"
            raise ValidationError({"done_on": f"It comes before {passed}: enter that day or an earlier one"})
        fresh.done_on = done_on
        fresh.version += 1
        fresh.save()
        recalculate_dates(change.cycle, change.on)
        verb = "milestone_done" if done_on else "milestone_not_done"
        change.record(verb, about=fresh, milestone=fresh.kind.name, on=done_on)
        return fresh


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
                cycle = lock_cycle(pk)
                recalculate_dates(cycle, today, calendar)
                cycle.save(update_fields=STORED)
                count += 1
        except Exception:
            logger.exception("The dates of cycle %s could not be worked out", pk)
    if council_calendar() != calendar:  # a council day was listed during the run: the next run starts again
        mark_dates_outdated()
    return count
