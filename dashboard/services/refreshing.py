"""Counting the figures anew after a change, and keeping each day's."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.models import Event
from dashboard.models import Cell, Refreshed, Snapshot
from dashboard.queries.areas import EVERYWHERE
from dashboard.queries.counting import Place, coming, tallies
from dashboard.tally import Tally


def refresh_after_changes(now: datetime) -> bool:
    """Count again if anything was recorded, or a day began, since the figures were counted; whether it did."""
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    on = timezone.localdate(now)
    if Refreshed.objects.filter(pk=1, event=last, on=on).exists():
        return False
    refresh(now, up_to=last)
    return True


def refresh(now: datetime, up_to: int | None = None) -> None:
    """Count everything and put it in the place of what was kept. What was recorded since `up_to` is counted next time.

    Two at once come out the same: the later takes the place of the earlier.
    """
    on = timezone.localdate(now)
    counted, decisions = tallies(on), coming(on)
    cells = [
        Cell(area=area, directorate=code, counts=tally, coming=decisions.get((area, code), []), as_at=now)
        for (area, code), tally in counted.items()
    ]
    with transaction.atomic():
        Refreshed.objects.get_or_create(pk=1)
        Refreshed.objects.select_for_update().get(pk=1)
        Cell.objects.all().delete()
        Cell.objects.bulk_create(cells)
        _keep(counted, on)
        Refreshed.objects.filter(pk=1).update(event=up_to or 0, on=on)


def _keep(counted: dict[Place, Tally], on: date) -> None:
    rows = [
        Snapshot(on=on, directorate=code, counts=tally) for (area, code), tally in counted.items() if area == EVERYWHERE
    ]
    Snapshot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["directorate", "on"], update_fields=["counts"]
    )
