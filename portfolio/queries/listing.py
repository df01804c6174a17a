"""The cycles that somebody asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cycles.models import LIVE_STAGES, Cycle
from cycles.queries.ending import arrangement_end
from cycles.queries.latest import is_latest
from cycles.queries.many import HowMany
from cycles.queries.named import matches, pattern_of
from cycles.queries.visible import split_by_restriction, visible_to
from portfolio.queries import pages
from portfolio.queries.asked import USUAL, Asked
from portfolio.queries.columns import COUNTED, in_order
from portfolio.queries.filters import LIVE, NONE, UNKNOWN, YES, Choice
from portfolio.queries.pages import Found
from portfolio.queries.rows import as_rows


def listed(visible: QuerySet[Cycle], asked: Asked) -> QuerySet[Cycle]:
    """The cycles that fit, of those that the person may see, in the order asked for."""
    return in_order(fitting(visible, asked).annotate(ends=arrangement_end(asked.on)), asked.sort)


def found(user: User, asked: Asked) -> Found:
    """What somebody asked for, page by page."""

    def rows(first: int, last: int) -> list[Cycle]:
        return list(as_rows(listed(visible_to(user, asked.on), asked))[first:last])

    return Found(lambda: number(user, asked), rows)


def number(user: User, asked: Asked) -> int:
    """How many cycles fit, counted no further than one more than MOST.

    Unrestricted and restricted ones are counted apart, in one statement on the row of whoever asks.
    """
    parts = [fitting(part, asked).order_by().values("pk") for part in split_by_restriction(user, asked.on)]
    counts = [HowMany(part[: pages.MOST + 1]) for part in parts]
    rows: QuerySet[Any] = User.objects.order_by().filter(pk=user.pk).values_list(*counts)
    return min(sum(count or 0 for count in rows[0]), pages.MOST + 1)


def in_reach(user: User, asked: Asked) -> Asked:
    """Questions met are counted for every row that is sorted by them: too many come in the usual order."""
    if asked.sort.removeprefix("-") != COUNTED or number(user, asked) <= pages.MOST:
        return asked
    return replace(asked, sort=USUAL["sort"])


def fitting(visible: QuerySet[Cycle], asked: Asked) -> QuerySet[Cycle]:
    """The same without an order, to be counted."""
    if asked.finds_nothing:
        return visible.none()
    if "restricted" in asked.chosen:
        visible = visible.filter(restricted=False)
    found = visible
    for name, choice in asked.chosen.items():
        if name in CONDITIONS:
            found = found.filter(CONDITIONS[name](choice))
    if "ends-before" in asked.chosen:
        found = found.alias(over=arrangement_end(asked.on)).filter(over__lt=asked.chosen["ends-before"].day)
    if "turn" in asked.chosen:
        found = found.filter(is_latest())
    if "quiet" in asked.chosen:
        found = found.filter(_quiet(int(asked.chosen["quiet"].value), asked.on))
    return found


def _quiet(days: int, on: date) -> Q:
    """Live, and changed last more than so many days ago."""
    since = timezone.make_aware(datetime.combine(on - timedelta(days=days), time.min))
    return Q(stage__in=LIVE_STAGES, changed_at__lt=since)


def _named(choice: Choice) -> Q:
    """Every word of the search."""
    found = Q()
    for word in choice.value.split():
        found &= Q(matches(pattern_of(word)))
    return found


def _stage(choice: Choice) -> Q:
    return Q(stage__in=LIVE_STAGES) if choice.value == LIVE else Q(stage=choice.value)


def _status(choice: Choice) -> Q:
    """Not known is said of live cycles: what has ended has no status to know."""
    return Q(stage__in=LIVE_STAGES, status="") if choice.value == UNKNOWN else Q(status=choice.value)


def _ambition(choice: Choice) -> Q:
    if choice.value == NONE:
        return Q(ambitions__isnull=True)
    return Q(pk__in=Cycle.ambitions.through.objects.filter(ambition__in=choice.ids).values("cycle"))


def _area(choice: Choice) -> Q:
    """A cycle for the whole county belongs to every area."""
    return Q(all_divisions=True) | Q(
        pk__in=Cycle.divisions.through.objects.filter(division__in=choice.ids).values("cycle")
    )


CONDITIONS: dict[str, Callable[[Choice], Q]] = {
    "q": _named,
    "directorate": lambda choice: Q(directorate=choice.ids[0]),
    "stage": _stage,
    "status": _status,
    "ambition": _ambition,
    "lead": lambda choice: Q(lead=choice.ids[0]),
    "sponsor": lambda choice: Q(sponsor=choice.ids[0]),
    "tier": lambda choice: Q(tier=choice.value),
    "route": lambda choice: Q(delivery_route__in=choice.ids),
    "key": lambda choice: Q(key_decision=choice.value == YES),
    "value": lambda choice: Q(yearly_value__isnull=True),
    "area": _area,
}
