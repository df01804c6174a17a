"""The cycles that somebody asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from cycles.models import LIVE_STAGES, Cycle
from cycles.queries.latest import is_latest
from cycles.queries.named import matches
from portfolio.queries.asked import Asked
from portfolio.queries.columns import in_order
from portfolio.queries.filters import LIVE, NONE, UNKNOWN, YES, Choice


def listed(visible: QuerySet[Cycle], asked: Asked) -> QuerySet[Cycle]:
    """The cycles that fit, of those that the person may see, in the order asked for."""
    return in_order(fitting(visible, asked), asked.sort)


def fitting(visible: QuerySet[Cycle], asked: Asked) -> QuerySet[Cycle]:
    """The same without an order, to be counted."""
    if "restricted" in asked.chosen:
        visible = visible.filter(restricted=False)
    found = visible
    for name, choice in asked.chosen.items():
        if name in CONDITIONS:
            found = found.filter(CONDITIONS[name](choice))
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
        found &= matches(word)
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


def _ends_before(choice: Choice) -> Q:
    """The present arrangement ends on the day before the need-by date."""
    return Q(need_by__lte=choice.day)


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
    "ends-before": _ends_before,
    "area": _area,
}
