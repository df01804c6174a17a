"""The sweep: what is due is owed, what is owed is put into letters, and letters are sent. It may run twice at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from time import monotonic
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import transaction

from accounts.models import User
from notifications.gathering import LONDON, due_rhythms, gather
from notifications.models import Sweep
from notifications.outbox import owe, told_already
from notifications.sending import send_due
from notifications.topics import Rhythm

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Swept:
    owed: int
    gathered: int
    sent: int


def sweep(now: datetime) -> Swept:
    """Everything that there is to do at this moment, which may be another than the machine's own.

    What a crash cuts off, the next run does; what fails is logged and does not keep the rest back.
    """
    clock, today = _running_from(now), now.astimezone(LONDON).date()
    run, _ = Sweep.objects.get_or_create(pk=1)
    owed = 0
    for name in settings.DAILY_WORK:
        _whatever_happens(name, _named(name), today)
    if is_working_day(today):
        for module in settings.OCCASIONS:
            owed += _owe_all(module, today, now)
    rhythms = due_rhythms(now, run, is_working_day)
    gathered = gather(now, rhythms)
    sent = send_due(clock)
    _note(now, today, rhythms)
    return Swept(owed, gathered, sent)


def _note(now: datetime, today: date, rhythms: Collection[str]) -> None:
    done: dict[str, Any] = {"ran_at": now}
    done |= {"daily_on": today} if Rhythm.DAILY in rhythms else {}
    done |= {"weekly_on": today} if Rhythm.WEEKLY in rhythms else {}
    Sweep.objects.filter(pk=1).update(**done)


def _running_from(now: datetime) -> Callable[[], datetime]:
    """A clock that shows `now` at first: a long run must not hold leases by the time at which it began."""
    began = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - began)


def _owe_all(module: str, today: date, now: datetime) -> int:
    """Each occasion by itself: one that can't be told does not keep the others back."""
    occasions = _whatever_happens(module, _due, module, today) or []
    told = told_already({_key(occasion): occasion.people for occasion in occasions})
    news = [one for one in occasions if any(_is_news(person, one, told) for person in one.people)]
    return sum(_whatever_happens(occasion.key, _owe, occasion, now) or 0 for occasion in news)


def _is_news(person: User, occasion: Any, told: Collection[tuple[int, str]]) -> bool:
    return person.is_active and (person.pk, _key(occasion)) not in told


def _key(occasion: Any) -> str:
    return f"{occasion.kind}:{occasion.key}"


def _due(module: str, today: date) -> list[Any]:
    return list(_named(f"{module}.due")(today))


def _owe(occasion: Any, now: datetime) -> int:
    with transaction.atomic():
        owe(occasion.kind, occasion.people, occasion=occasion.key, address=occasion.address, at=now, **occasion.facts)
    return 1


def _whatever_happens(what: str, do: Callable[..., T], *words: Any) -> T | None:
    try:
        return do(*words)
    except Exception:
        logger.exception("The sweep could not do %s", what)
        return None


def _named(name: str) -> Callable[..., Any]:
    """A function that settings name, because what it knows lies above messages."""
    module, _, function = name.rpartition(".")
    return cast("Callable[..., Any]", getattr(import_module(module), function))


def is_working_day(day: date) -> bool:
    """As the council counts them."""
    return bool(_named(settings.IS_WORKING_DAY)(day))
