"""Counting the figures again after a change, and keeping each day's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from contracts.services.outlook import renew_outlooks
from cycles.models import Cycle
from dashboard.models import AreaFigures, FiguresState, Snapshot, TypedArrangement
from dashboard.selectors.area_groups import EVERYWHERE
from dashboard.selectors.changes import change_token
from dashboard.selectors.counting import count_all, upcoming_decisions
from dashboard.selectors.filters import computed_arrangement


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
    renew_outlooks(today)
    renew_typed_arrangements(today)
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


def renew_typed_arrangements(today: date) -> None:
    """Store what cycles themselves say that runs, and write only what differs."""
    rows: QuerySet[Any] = Cycle.objects.order_by()
    rows = rows.annotate(**computed_arrangement(today))
    rows = rows.filter(Q(is_contract=True) | Q(is_covered=True) | Q(is_uncovered=True))
    columns = ("ends", "outcome", "is_contract", "is_covered", "is_uncovered")
    computed = {pk: tuple(values) for pk, *values in rows.values_list("pk", *columns)}
    stored = {pk: tuple(values) for pk, *values in TypedArrangement.objects.values_list("pk", *columns)}
    changed = [
        TypedArrangement(cycle_id=pk, **dict(zip(columns, values, strict=True)))
        for pk, values in computed.items()
        if stored.get(pk) != values
    ]
    with transaction.atomic():
        TypedArrangement.objects.filter(pk__in=stored.keys() - computed.keys()).delete()
        TypedArrangement.objects.bulk_create(
            changed, batch_size=1000, update_conflicts=True, unique_fields=["cycle"], update_fields=columns
        )
