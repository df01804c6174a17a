"""The dates of the demo council: council days, milestones that have happened, and plans with some days to spare."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from accounts.models import User
from calendars.days import add_working_days, on_or_after
from calendars.models import CouncilDay
from calendars.services import add_council_day
from cycles.models import Cycle
from cycles.presenters.dates import dates_of
from cycles.services.scheduling import mark_done, plan_date

TUESDAY = 1
ELECTIONS = (date(2029, 3, 19), date(2029, 5, 3))
LEAST, MOST = 8, 58  # working days between plan and last safe date, another number for each cycle


def keep_dates(cycle: Cycle, at: datetime, today: date) -> None:
    """Every milestone to come is planned in time, and those whose last safe date has passed have happened."""
    spare = LEAST + cycle.serial * 7 % (MOST - LEAST)
    for milestone in dates_of(cycle, today).milestones:
        if milestone.is_past:
            continue
        row, actor = milestone.row, milestone.cycle.lead
        early = add_working_days(row.last_safe, -spare)
        if row.last_safe >= milestone.today:
            planned = min(max(early, on_or_after(milestone.today + timedelta(days=5))), row.last_safe)
            if planned != row.planned:
                plan_date(row, planned, reason="Agreed with the team", actor=actor, at=at, seen_version=row.version)
        elif not row.kind.is_gate:
            mark_done(row, early, actor=actor, at=at, seen_version=row.version)


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
