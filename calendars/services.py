"""The council's own days: meetings at which key decisions are taken, periods before elections, closed days."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.follow_ups import follow_ups
from accounts.models import User
from accounts.policies.people import may_manage_people
from accounts.refusals import Refused
from audit import services as trail
from calendars.models import CouncilDay
from calendars.selectors import refresh_closed_days

LONGEST_CLOSURE = 31  # days: a year mistyped would leave no working day for long


@transaction.atomic
def add_council_day(kind: str, name: str, starts: date, ends: date, *, actor: User, at: datetime) -> CouncilDay:
    """Add a day to the list; every live cycle's dates are worked out again with the next sweep.

    Raises Refused, or ValidationError naming the field.
    """
    _require_administrator(actor)
    if ends < starts:
        raise ValidationError({"ends": "The last day must be on or after the first"})
    if kind == CouncilDay.Kind.CLOSED and (ends - starts).days >= LONGEST_CLOSURE:
        raise ValidationError({"ends": f"Offices are closed for {LONGEST_CLOSURE} days at most: check the last day"})
    try:
        with transaction.atomic():
            day = CouncilDay.objects.create(kind=kind, name=name.strip(), starts=starts, ends=ends)
    except IntegrityError:
        raise ValidationError({"starts": "This day is on the list already"}) from None
    _record(day, "council_day_listed", actor, at)
    _renew_closed_days(day)
    return day


@transaction.atomic
def delete_council_day(day: CouncilDay, *, actor: User, at: datetime) -> None:
    """Take a day off the list."""
    _require_administrator(actor)
    _record(day, "council_day_struck", actor, at)
    day.delete()
    _renew_closed_days(day)


def _require_administrator(actor: User) -> None:
    verdict = may_manage_people(actor)
    if not verdict:
        raise Refused(verdict.reason)


def _record(day: CouncilDay, verb: str, actor: User, at: datetime) -> None:
    trail.record(trail.SYSTEM, verb, actor=actor, at=at, about=day, name=day.name, starts=day.starts, ends=day.ends)
    for follow_up in follow_ups("council_days_changed"):
        follow_up()


def _renew_closed_days(day: CouncilDay) -> None:
    """For the rest of this transaction, and again once it is committed: another thread may read the days before it."""
    if day.kind == CouncilDay.Kind.CLOSED:
        refresh_closed_days()
        transaction.on_commit(refresh_closed_days)
