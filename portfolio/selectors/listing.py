"""The cycles that somebody asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from commissioning.prepared import prepared
from cycles.models import LIVE_STAGES, Cycle
from cycles.queries.ending import arrangement_end
from cycles.queries.latest import is_latest
from cycles.queries.many import HowMany
from cycles.queries.named import matches, pattern_of
from cycles.queries.visible import Sight, seen_apart, seen_by
from portfolio.presenters.cycle_rows import as_rows
from portfolio.selectors import pagination
from portfolio.selectors.columns import COUNTED, in_order
from portfolio.selectors.filters import LIVE, NONE, UNKNOWN, YES, Choice
from portfolio.selectors.list_state import USUAL, Asked
from portfolio.selectors.pagination import Found


def listed(visible: QuerySet[Cycle], asked: Asked) -> QuerySet[Cycle]:
    """The cycles that fit, of those that the person may see, in the order asked for."""
    return in_order(fitting(visible, asked).annotate(ends=arrangement_end(asked.on)), asked.sort)


def found(user: int, sight: Sight, asked: Asked) -> Found:
    """What somebody of that number and sight asked for, page by page."""

    def rows(first: int, last: int) -> list[Cycle]:
        return _rows(user, sight=sight, asked=asked, part=(first, last))

    return Found(lambda: number(user, sight, asked), rows)


def number(user: int, sight: Sight, asked: Asked) -> int:
    """How many cycles fit, counted no further than one more than MOST."""
    [numbers] = _numbers(user, sight=sight, asked=asked)
    return min(sum(some or 0 for some in numbers), pagination.MOST + 1)


@prepared
def _numbers(user: int, *, sight: Sight, asked: Asked) -> QuerySet[User, tuple[int | None, int | None]]:
    """Of those for all and of restricted ones, on the row of whoever asks."""
    parts = [fitting(part, asked).order_by().values("pk") for part in seen_apart(user, sight)]
    some = [HowMany(part[: pagination.MOST + 1]) for part in parts]
    rows: QuerySet[Any] = User.objects.order_by().filter(pk=user).values_list(*some)
    return rows


@prepared
def _rows(user: int, *, sight: Sight, asked: Asked, part: tuple[int, int]) -> QuerySet[Cycle]:
    return as_rows(listed(seen_by(user, sight), asked))[slice(*part)]


def in_reach(user: int, sight: Sight, asked: Asked) -> Asked:
    """Questions met are counted for every row that is sorted by them: too many come in the usual order."""
    if asked.sort.removeprefix("-") != COUNTED or number(user, sight, asked) <= pagination.MOST:
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
