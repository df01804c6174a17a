"""The states of agreements on a day as conditions of statements: the same as contracts/agreement_states.py says."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from contracts.agreement_states import AgreementState


def in_force_or_to_come(today: date) -> Q:
    """Signed, and its end has not passed: those that run and those that have not started."""
    return Q(is_signed=True) & goes_on(today) & (Q(current_end__isnull=True) | Q(current_end__gte=today))


def past_its_end(today: date) -> Q:
    """Signed, and its end has passed without anybody having ended it, whether said to run on or not."""
    return Q(is_signed=True, current_end__lt=today) & goes_on(today)


def is_over(today: date) -> Q:
    return Q(ended_on__lt=today)


def goes_on(today: date) -> Q:
    """Nobody has ended it by that day, whatever its end."""
    return Q(ended_on__isnull=True) | Q(ended_on__gte=today)


def in_state(state: str, today: date) -> Q:
    """The agreements in one state; each is in exactly one on a day."""
    to_start = Q(start__gt=today)
    match AgreementState(state):
        case AgreementState.RUNS:
            return in_force_or_to_come(today) & (Q(start__isnull=True) | Q(start__lte=today))
        case AgreementState.NOT_STARTED:
            return in_force_or_to_come(today) & to_start
        case AgreementState.NOT_SIGNED:
            return Q(is_signed=False) & goes_on(today)
        case AgreementState.EXPIRED:
            return past_its_end(today) & Q(running_on_since__isnull=True)
        case AgreementState.RUNS_ON:
            return past_its_end(today) & Q(running_on_since__isnull=False)
        case AgreementState.ENDED:
            return is_over(today)
