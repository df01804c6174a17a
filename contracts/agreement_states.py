"""What state an agreement is in on a day, from its dates. Pure: no Django, no database, no clock.

The same as conditions of statements: contracts/selectors/agreement_states.py.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Protocol

from calendars.days import same_day_of_month


class AgreementState(StrEnum):
    """Follows from days alone, so it is not stored. The values stand in addresses."""

    RUNS = "runs"
    NOT_STARTED = "not-started"
    NOT_SIGNED = "not-signed"
    EXPIRED = "expired"  # its end has passed, and nobody has said what happened
    RUNS_ON = "runs-on"  # its end has passed, and somebody says that it runs on
    ENDED = "ended"


NAMES = {
    AgreementState.RUNS: "Runs",
    AgreementState.NOT_STARTED: "Not started",
    AgreementState.NOT_SIGNED: "Not signed",
    AgreementState.EXPIRED: "Expired: still running?",
    AgreementState.RUNS_ON: "Expired, runs on",
    AgreementState.ENDED: "Ended",
}


class HasDates(Protocol):
    """An agreement, or a row of its columns. `ended_on` is its last day, which may be to come."""

    is_signed: bool
    start: date | None
    current_end: date | None
    ended_on: date | None
    running_on_since: date | None


def state_of(agreement: HasDates, today: date) -> AgreementState:
    """The last day of an agreement belongs to it: it has ended from the day after, also where it was never signed."""
    if agreement.ended_on is not None and agreement.ended_on < today:
        return AgreementState.ENDED
    if not agreement.is_signed:
        return AgreementState.NOT_SIGNED
    if agreement.current_end is not None and agreement.current_end < today:
        return AgreementState.EXPIRED if agreement.running_on_since is None else AgreementState.RUNS_ON
    if agreement.start is not None and agreement.start > today:
        return AgreementState.NOT_STARTED
    return AgreementState.RUNS


def ends_soon(agreement: HasDates, today: date) -> bool:
    """Of one that runs: within a year."""
    return agreement.current_end is not None and agreement.current_end < same_day_of_month(today, 12)
