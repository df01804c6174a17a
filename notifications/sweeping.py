"""The sweep: what is due is owed, what is owed is put into letters, and letters are sent. It may run twice at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from time import monotonic
from typing import Any, cast

from django.conf import settings
from django.db import transaction

from notifications.gathering import LONDON, gather
from notifications.models import Sweep
from notifications.outbox import owe
from notifications.sending import send_due


@dataclass(frozen=True)
class Swept:
    owed: int
    gathered: int
    sent: int


def sweep(now: datetime) -> Swept:
    """Everything that there is to do at this moment, which may be another than the machine's own.

    What a crash cuts off, the next run does.
    """
    clock = _running_from(now)
    today = now.astimezone(LONDON).date()
    owed = 0
    if _is_working_day(now):
        for module in settings.OCCASIONS:
            owed += _owe_all(import_module(module).due(today), now)
    gathered = gather(now, _is_working_day)
    sent = send_due(clock)
    Sweep.objects.update_or_create(pk=1, defaults={"ran_at": now})
    return Swept(owed, gathered, sent)


def _running_from(now: datetime) -> Callable[[], datetime]:
    """A clock that shows `now` at first: a long run must not hold leases by the time at which it began."""
    began = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - began)


def _owe_all(occasions: Iterable[Any], now: datetime) -> int:
    """Each by itself: one that can't be told does not keep the others back."""
    count = 0
    for occasion in occasions:
        with transaction.atomic():
            owe(
                occasion.kind,
                occasion.people,
                occasion=occasion.key,
                address=occasion.address,
                at=now,
                **occasion.facts,
            )
        count += 1
    return count


def _is_working_day(now: datetime) -> bool:
    """As the council counts them; settings name the function, because calendars lie above messages."""
    module, name = settings.IS_WORKING_DAY.rsplit(".", 1)
    check = cast("Callable[[date], bool]", getattr(import_module(module), name))
    return check(now.astimezone(LONDON).date())
