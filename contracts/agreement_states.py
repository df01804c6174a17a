"""What state an agreement is in on a day, from its dates. Pure: no Django, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from calendars.days import same_day_of_month

NOT_SIGNED = "not_signed"
NOT_STARTED = "not_started"
RUNS = "runs"
ENDS_SOON = "ends_soon"  # within a year
EXPIRED = "expired"  # its end has passed, and nobody has said what happened
RUNNING_ON = "running_on"  # its end has passed, and somebody says that it runs on
ENDED = "ended"

NAMES = {
    NOT_SIGNED: "Not signed yet",
    NOT_STARTED: "Not started yet",
    RUNS: "Runs",
    ENDS_SOON: "Ends within a year",
    EXPIRED: "Its end has passed",
    RUNNING_ON: "Runs on past its end",
    ENDED: "Ended",
}


@dataclass(frozen=True)
class AgreementDates:
    """The dates that a state follows from. `ended_on` is its last day, which may be to come."""

    is_signed: bool
    start: date | None
    current_end: date | None
    ended_on: date | None
    running_on_since: date | None


def state_of(dates: AgreementDates, today: date) -> str:
    """The last day of an agreement belongs to it: it has ended from the day after."""
    if not dates.is_signed:
        return NOT_SIGNED
    if dates.ended_on is not None and dates.ended_on < today:
        return ENDED
    if dates.start is not None and dates.start > today:
        return NOT_STARTED
    if dates.current_end is None:
        return RUNS
    if dates.current_end < today:
        return RUNNING_ON if dates.running_on_since else EXPIRED
    return ENDS_SOON if dates.current_end < same_day_of_month(today, 12) else RUNS
