"""The sweep: what is due is owed, what is owed is put into letters, and letters are sent. It may run twice at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from time import monotonic
from typing import Any, cast

from django.conf import settings
from django.db import transaction

from accounts.models import User
from notifications.gathering import LONDON, due_rhythms, gather
from notifications.models import Sweep
from notifications.outbox import owe, told_already
from notifications.sending import send_due
from notifications.topics import Rhythm

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    owed: int
    gathered: int
    sent: int


def sweep(now: datetime) -> Swept:
    """Everything that there is to do at this moment, which may be another than the machine's own.

    What a crash cuts off, the next run does; what fails is logged and noted, and does not keep the rest back.
    """
    clock, today, failed = _running_from(now), now.astimezone(LONDON).date(), Failures()
    run, _ = Sweep.objects.get_or_create(pk=1)
    owed = 0
    for name in settings.DAILY_WORK:
        failed.unless(name, _work, name, today)
    if is_working_day(today):
        for module in settings.OCCASIONS:
            parts = failed.unless(module, _parts, module) or []
            owed += sum(_owe_all(part, today, now, failed) for part in parts)
    rhythms = due_rhythms(now, run, is_working_day)
    gathered = gather(now, rhythms)
    sent = send_due(clock)
    _note(now, today, rhythms, failed)
    return Swept(owed, gathered, sent)


class Failures:
    """What a run could not do, in words for whoever runs the program."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def unless(self, what: str, do: Callable[..., Any], *words: Any) -> Any:
        """What `do` returns; None when it fails, which is logged with its trace."""
        try:
            return do(*words)
        except Exception:
            logger.exception("The sweep could not do %s", what)
            self.names.append(what)
            return None


def _note(now: datetime, today: date, rhythms: Collection[str], failed: Failures) -> None:
    done: dict[str, Any] = {"ran_at": now, "failed": ", ".join(failed.names)[:500]}
    done |= {"daily_on": today} if Rhythm.DAILY in rhythms else {}
    done |= {"weekly_on": today} if Rhythm.WEEKLY in rhythms else {}
    Sweep.objects.filter(pk=1).update(**done)


def _running_from(now: datetime) -> Callable[[], datetime]:
    """A clock that shows `now` at first: a long run must not hold leases by the time at which it began."""
    began = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - began)


Part = tuple[str, Callable[[date], Iterable[Any]]]


def _parts(module: str) -> list[Part]:
    """Each function that says what is due, by its name: a module's `DUE`, or its `due` alone."""
    found = import_module(module)
    return [(f"{module}.{part.__name__}", part) for part in getattr(found, "DUE", None) or [found.due]]


def _owe_all(part: Part, today: date, now: datetime, failed: Failures) -> int:
    """Each occasion by itself: one that can't be told does not keep the others back."""
    name, due = part
    occasions = failed.unless(name, _all_of, due, today) or []
    told = told_already({_key(occasion): occasion.people for occasion in occasions})
    news = [one for one in occasions if any(_is_news(person, one, told) for person in one.people)]
    return sum(int(failed.unless(one.key, _owe, one, now) or 0) for one in news)


def _all_of(due: Callable[[date], Iterable[Any]], today: date) -> list[Any]:
    """Found to the end before anything is written of it."""
    return list(due(today))


def _is_news(person: User, occasion: Any, told: Collection[tuple[int, str]]) -> bool:
    return person.is_active and (person.pk, _key(occasion)) not in told


def _key(occasion: Any) -> str:
    return f"{occasion.kind}:{occasion.key}"


def _owe(occasion: Any, now: datetime) -> int:
    with transaction.atomic():
        owe(occasion.kind, occasion.people, occasion=occasion.key, address=occasion.address, at=now, **occasion.facts)
    return 1


def _work(name: str, today: date) -> None:
    _named(name)(today)


def _named(name: str) -> Callable[..., Any]:
    """A function that settings name, because what it knows lies above messages."""
    module, _, function = name.rpartition(".")
    return cast("Callable[..., Any]", getattr(import_module(module), function))


def is_working_day(day: date) -> bool:
    """As the council counts them."""
    return bool(_named(settings.IS_WORKING_DAY)(day))
