"""Counting the figures again after a change, and keeping each day's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dashboard.models import AreaFigures, FiguresState, Snapshot
from dashboard.selectors.area_groups import EVERYWHERE
from dashboard.selectors.changes import change_token
from dashboard.selectors.counting import count_all, upcoming_decisions


def refresh_after_changes(now: datetime) -> bool:
    """Count again if anything has changed since the figures were counted, or a day began; returns whether it did."""
    unchanged = FiguresState.objects.filter(pk=1, change_token=change_token(timezone.localdate(now)))
    if unchanged.update(checked_at=now):
        return False
    refresh(now)
    return True


def refresh(now: datetime) -> None:
    """Count everything and replace what was stored. What happens meanwhile is counted next time.

    Of two that run at once the later replaces the earlier, which comes out the same.
    """
    today = timezone.localdate(now)
    token = change_token(today)
    counted, decisions = count_all(today), upcoming_decisions(today)
    figures = [
        AreaFigures(area=area, directorate=code, counts=counts, decisions=decisions.get((area, code), []), as_at=now)
        for (area, code), counts in counted.items()
    ]
    snapshots = [
        Snapshot(on=today, directorate=code, counts=counts)
        for (area, code), counts in counted.items()
        if area == EVERYWHERE
    ]
    with transaction.atomic():
        FiguresState.objects.get_or_create(pk=1)
        FiguresState.objects.select_for_update().get(pk=1)
        AreaFigures.objects.all().delete()
        AreaFigures.objects.bulk_create(figures)
        Snapshot.objects.bulk_create(
            snapshots, update_conflicts=True, unique_fields=["directorate", "on"], update_fields=["counts"]
        )
        FiguresState.objects.filter(pk=1).update(change_token=token, checked_at=now)
