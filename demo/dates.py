"""The dates of the demo council: council days, milestones that have happened, and plans with some days to spare."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from calendars.days import add_working_days
from calendars.models import CouncilDay
from calendars.selectors import council_calendar
from calendars.services import add_council_day
from cycles.models import Cycle
from cycles.selectors.dates import basis_of
from cycles.services.scheduling import mark_done, plan_all_dates, plan_date
from cycles.timetable import plan_with_spare

TUESDAY = 1
AGREED = "Agreed with the team"
DECIDING = ("agenda", "decision", "call_in_end")
ELECTIONS = (date(2029, 3, 19), date(2029, 5, 3))


def keep_dates(cycle: Cycle, at: datetime, today: date) -> None:
    """Steps of the present stage that are due have happened on lawful days, and every date to come is planned in time.

    Each cycle has another number of days to spare, three of four enough to be on track.
    """
    enough = int(cycle.edition.figures["slack_on_track_from"][cycle.tier])
    spare = enough + cycle.serial * 3 % 15 if cycle.serial % 4 else enough // 2
    rows = {row.milestone: row for row in cycle.dates.all() if row.applies}
    of_stage = [code for code, row in rows.items() if row.kind.stage == cycle.stage and not row.done_on]
    began = timezone.localdate(cycle.stage_since)
    for code, day in plan_with_spare(basis_of(cycle, council_calendar()), began, spare, of_stage).items():
        due = rows[code].last_safe < today or code not in DECIDING  # the decision waits for its report
        if day < today and due and not rows[code].kind.is_gate:
            mark_done(rows[code], day, actor=cycle.lead, at=at, seen_version=rows[code].version)
    fresh = Cycle.objects.get(pk=cycle.pk)
    with suppress(ValidationError):  # planned so already
        plan_all_dates(fresh, spare, reason=AGREED, actor=cycle.lead, at=at, seen_version=fresh.version)


def break_rule(cycle: Cycle, broken: Mapping[str, Any], at: datetime) -> None:
    """Plan one date so many working days too early, with the reason of the entry."""
    row = cycle.dates.get(milestone=broken["milestone"])
    plan_date(
        row,
        add_working_days(row.planned, -broken["earlier"]),
        reason=broken["moved_because"],
        breach_reason=broken["reason"],
        keep_others=True,
        actor=cycle.lead,
        at=at,
        seen_version=row.version,
    )


def list_days(actor: User, at: datetime, today: date) -> None:
    """The Executive meets on the first Tuesday of every month for two years; offices close after Christmas in both."""
    months = [(today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1) for ahead in range(24)]
    for year, month in months:
        meets = date(year, month, 1) + timedelta(days=(TUESDAY - date(year, month, 1).weekday()) % 7)
        if meets >= today:
            add_council_day(CouncilDay.Kind.MEETING, "Executive", meets, meets, actor=actor, at=at)
    for year in (today.year, today.year + 1):
        closure = (date(year, 12, 27), date(year, 12, 31))
        add_council_day(CouncilDay.Kind.CLOSED, "Closed between Christmas and New Year", *closure, actor=actor, at=at)
    add_council_day(CouncilDay.Kind.ELECTION, "County council elections", *ELECTIONS, actor=actor, at=at)
