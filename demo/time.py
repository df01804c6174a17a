"""Playing many lives together, in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heapreplace
from itertools import count

from django.utils import timezone

Life = Iterator[datetime]
WEEK = timedelta(days=7)
EVENING = time(18, 0)


def together(lives: Iterable[Life], ended: Callable[[int], None] = lambda place: None) -> Iterator[datetime]:
    """Play the lives, always the one whose next act comes first; gives the moment of each act before it is done.

    `ended` is called with the place of each life that is over.
    """
    waiting = [(at, place, life) for place, life in enumerate(lives) if (at := next(life, None))]
    heapify(waiting)
    while waiting:
        at, place, life = waiting[0]
        yield at
        following = next(life, None)
        if following is None:
            heappop(waiting)
            ended(place)
        else:
            heapreplace(waiting, (following, place, life))


def weekly(moments: Iterable[datetime], since: date, until: date, keep: Callable[[datetime], None]) -> None:
    """Run through the moments; each Friday evening between the days that passes meanwhile is kept."""
    fridays = (since + timedelta(days=(4 - since.weekday()) % 7) + week * WEEK for week in count())
    friday = next(fridays)
    for at in moments:
        while friday < until and evening(friday) < at:
            keep(evening(friday))
            friday = next(fridays)
    while friday < until:
        keep(evening(friday))
        friday = next(fridays)


def evening(day: date) -> datetime:
    return datetime.combine(day, EVENING, tzinfo=timezone.get_default_timezone())
