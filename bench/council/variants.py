"""What a played service's dates, slack and status would be if it were needed some weeks earlier or later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from bench.council.plan import WEEKS
from calendars.days import Calendar
from calendars.selectors import council_calendar
from cycles.models import Cycle, PlannedDate
from cycles.services.dates import recalculate_dates


@dataclass(frozen=True)
class Variant:
    """One cycle, moved by so many weeks."""

    cycle: Cycle
    weeks: int
    dates: list[PlannedDate]


def variants_of(service_ids: Iterable[int], on: date) -> Iterator[Variant]:
    """Each cycle of these services in each of WEEKS, worked out by the product's own rule; nothing is kept."""
    calendar = council_calendar()
    for service_id in service_ids:
        for weeks in WEEKS:
            yield from _moved(service_id, weeks, on, calendar)


def _moved(service_id: int, weeks: int, on: date, calendar: Calendar) -> list[Variant]:
    cycles = Cycle.objects.filter(service=service_id).order_by("number")
    variants = []
    with transaction.atomic():
        cycles.update(need_by=F("need_by") + timedelta(weeks=weeks))
        for cycle in cycles.select_related("edition", "delivery_route"):
            recalculate_dates(cycle, on, calendar)
            variants.append(Variant(cycle, weeks, list(cycle.dates.all())))
        transaction.set_rollback(True)
    return variants
