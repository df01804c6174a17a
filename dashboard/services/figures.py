"""Counting the figures anew after a change, and keeping each day's."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from dashboard.models import Cell, Refreshed, Snapshot
from dashboard.selectors.area_groups import EVERYWHERE
from dashboard.selectors.changes import mark
from dashboard.selectors.counting import Place, coming, tallies
from dashboard.tally import Tally


def refresh_after_changes(now: datetime) -> bool:
    """Count again if anything has changed since the figures were counted, or a day began; whether it did."""
    same = Refreshed.objects.filter(pk=1, mark=mark(timezone.localdate(now)))
    if same.update(looked_at=now):
        return False
    refresh(now)
    return True


def refresh(now: datetime) -> None:
    """Count everything and put it in the place of what was kept. What happens meanwhile is counted next time.

    Two at once come out the same: the later takes the place of the earlier.
    """
    on = timezone.localdate(now)
    at = mark(on)
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
        Refreshed.objects.filter(pk=1).update(mark=at, looked_at=now)


def _keep(counted: dict[Place, Tally], on: date) -> None:
    rows = [
        Snapshot(on=on, directorate=code, counts=tally) for (area, code), tally in counted.items() if area == EVERYWHERE
    ]
    Snapshot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["directorate", "on"], update_fields=["counts"]
    )
