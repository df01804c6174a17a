"""The stored figures of a scope: read in a few statements, and cached in this process for some seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Max, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone

from dashboard.figures import Counts, Figures, total
from dashboard.indicators import IndicatorSet
from dashboard.models import AreaFigures, Commentary, FiguresState, Snapshot
from dashboard.selectors.area_groups import EVERYWHERE, summed_areas
from dashboard.selectors.areas import Scope
from dashboard.selectors.commentary import REFERENCE, public_references, readable_lines
from dashboard.selectors.counting import SHOWN_DECISIONS, by_planned_day

A_DAY = 86_400  # seconds
CACHE_SECONDS = 10  # with a look for changes every 10 seconds, a change shows well within a minute
OLD = timedelta(minutes=30)
TREND_PERIOD = timedelta(days=735)


@dataclass(frozen=True)
class CachedFigures:
    """Everything that was counted of a scope, by directorate, and when; `as_at` is None before the first count.

    `decisions` and `lines`, those of the commentary, are what everybody may read.
    """

    by_directorate: Mapping[str, Counts]
    decisions: Sequence[Mapping[str, Any]]
    as_at: datetime | None
    checked_at: datetime | None  # the figures were still right then
    commentary: Commentary | None
    lines: Sequence[str] = ()

    @property
    def figures(self) -> Figures:
        return Figures(total(self.by_directorate.values()))

    @property
    def is_old(self) -> bool:
        return bool(self.checked_at and timezone.now() - self.checked_at > OLD)

    @property
    def version(self) -> str:
        """Changes whenever what is shown changes."""
        references = " ".join(row["reference"] for row in self.decisions)
        commentary = self.commentary and f"{self.commentary.pk}/{len(self.lines)}"
        return f"{self.as_at and self.as_at.isoformat()} {commentary} {references}"

    @property
    def is_shortened(self) -> bool:
        """Whether a line of the commentary is left out."""
        return bool(self.commentary and len(self.lines) < len(self.commentary.text.splitlines()))


def cached_figures(scope: Scope) -> CachedFigures:
    key = f"dashboard/{scope.key}"
    cached: CachedFigures | None = cache.get(key)
    if cached is not None:
        return cached
    checked_at = Subquery(FiguresState.objects.values("checked_at")[:1])
    stored: QuerySet[Any] = AreaFigures.objects.filter(area__in=summed_areas(scope.area.key))
    if scope.directorate.key:
        stored = stored.filter(directorate=scope.directorate.key)
    rows = list(stored.annotate(checked_at=checked_at))
    by_directorate: dict[str, Counts] = defaultdict(Counts)
    for row in rows:
        by_directorate[row.directorate].update(row.counts)
    commentary = Commentary.objects.select_related("author").first()
    text = commentary.text if commentary else ""
    decisions = sorted((decision for row in rows for decision in row.decisions), key=by_planned_day)
    public = public_references([*(row["reference"] for row in decisions), *REFERENCE.findall(text)])
    cached = CachedFigures(
        by_directorate=dict(by_directorate),
        decisions=[row for row in decisions if row["reference"] in public][:SHOWN_DECISIONS],
        as_at=max((row.as_at for row in rows), default=None),
        checked_at=rows[0].checked_at if rows else None,
        commentary=commentary,
        lines=readable_lines(text, public),
    )
    cache.set(key, cached, CACHE_SECONDS)
    return cached


@dataclass(frozen=True)
class TrendPoint:
    """The indicators at the end of a day."""

    day: date
    indicators: IndicatorSet


def trend(scope: Scope, today: date) -> list[TrendPoint]:
    """The last snapshot of each month before `today`, for two years; the county has snapshots, areas have none."""
    key = f"dashboard/trend/{scope.directorate.key}/{today}"
    cached: list[TrendPoint] | None = cache.get(key)
    if cached is not None:
        return cached
    snapshots = Snapshot.objects.filter(on__gt=today - TREND_PERIOD, on__lt=today)
    months = snapshots.annotate(month=TruncMonth("on")).values("month")
    rows = snapshots.filter(on__in=months.annotate(last=Max("on")).values("last"))
    if scope.directorate.key:
        rows = rows.filter(directorate=scope.directorate.key)
    days: dict[date, list[Mapping[str, int]]] = defaultdict(list)
    for day, counts in rows.order_by("on").values_list("on", "counts"):
        days[day].append(counts)
    points = [TrendPoint(day, Figures(total(parts)).indicators) for day, parts in days.items()]
    cache.set(key, points, A_DAY)
    return points


def has_trend(scope: Scope) -> bool:
    return scope.area.key == EVERYWHERE
