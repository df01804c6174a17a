"""Where an agreement is in its life on a day: as a condition of a statement, and of one row that was read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, TextChoices


class AgreementState(TextChoices):
    """Follows from days alone, so it is not stored."""

    RUNS = "runs", "Runs"
    NOT_STARTED = "not-started", "Not started"
    NOT_SIGNED = "not-signed", "Not signed"
    EXPIRED = "expired", "Expired: still running?"
    RUNS_ON = "runs-on", "Expired, runs on"
    ENDED = "ended", "Ended"


def in_force_or_to_come(today: date) -> Q:
    """Signed, and its end has not passed: those that run and those that have not started."""
    return Q(is_signed=True) & (Q(current_end__isnull=True) | Q(current_end__gte=today))


def past_its_end(today: date) -> Q:
    """Signed, and its end has passed without anybody having ended it, whether said to run on or not."""
    return Q(is_signed=True, ended_on__isnull=True, current_end__lt=today)


def is_over(today: date) -> Q:
    return Q(ended_on__lt=today)


def in_state(state: str, today: date) -> Q:
    """The agreements in one state; each is in exactly one on a day."""
    to_start = Q(start__gt=today)
    match AgreementState(state):
        case AgreementState.RUNS:
            return in_force_or_to_come(today) & (Q(start__isnull=True) | Q(start__lte=today))
        case AgreementState.NOT_STARTED:
            return in_force_or_to_come(today) & to_start
        case AgreementState.NOT_SIGNED:
            return Q(is_signed=False) & (Q(ended_on__isnull=True) | Q(ended_on__gte=today))
        case AgreementState.EXPIRED:
            return past_its_end(today) & Q(running_on_since__isnull=True)
        case AgreementState.RUNS_ON:
            return past_its_end(today) & Q(running_on_since__isnull=False)
        case AgreementState.ENDED:
            return is_over(today)


def state_of(agreement: Any, today: date) -> AgreementState:
    """The same of a row with the columns that it asks for."""
    if agreement.ended_on is not None and agreement.ended_on < today:
        return AgreementState.ENDED
    if not agreement.is_signed:
        return AgreementState.NOT_SIGNED
    if agreement.current_end is not None and agreement.current_end < today:
        return AgreementState.EXPIRED if agreement.running_on_since is None else AgreementState.RUNS_ON
    if agreement.start is not None and agreement.start > today:
        return AgreementState.NOT_STARTED
    return AgreementState.RUNS
