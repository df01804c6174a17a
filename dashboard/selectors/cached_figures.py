"""The figures as they are kept: read in one query, and for some seconds not even in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Max, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone

from commissioning.prepared import prepared
from dashboard.figures import Figures
from dashboard.indicators import Verdict
from dashboard.models import Cell, Commentary, Refreshed, Snapshot
from dashboard.selectors.area_groups import EVERYWHERE, cells_of
from dashboard.selectors.areas import Scope
from dashboard.selectors.commentary import REFERENCE, everybody_may_read, lines_left
from dashboard.selectors.counting import FIRST, soonest
from dashboard.tally import Tally, total

A_DAY = 86_400  # seconds
KEPT = 10  # seconds, in this process: with a look every 10 seconds a change is seen well within a minute
OLD = timedelta(minutes=30)
TREND = timedelta(days=735)


@dataclass(frozen=True)
class Ready:
    """Everything that was counted of a scope, by directorate, and when; `as_at` is None before the first count."""

    by_directorate: Mapping[str, Tally]
    coming: Sequence[Mapping[str, Any]]  # what everybody may read, as `said` is
    as_at: datetime | None
    looked_at: datetime | None  # they were still right then
    commentary: Commentary | None
    said: Sequence[str] = ()

    @property
    def figures(self) -> Figures:
        return Figures(total(self.by_directorate.values()))

    @property
    def is_old(self) -> bool:
        return bool(self.looked_at and timezone.now() - self.looked_at > OLD)

    @property
    def version(self) -> str:
        """Another one whenever what is shown is another."""
        shown = " ".join(row["reference"] for row in self.coming)
        said = self.commentary and f"{self.commentary.pk}/{len(self.said)}"
        return f"{self.as_at and self.as_at.isoformat()} {said} {shown}"

    @property
    def is_cut(self) -> bool:
        """Whether a line of the commentary is left out."""
        return bool(self.commentary and len(self.said) < len(self.commentary.text.splitlines()))


def ready(scope: Scope) -> Ready:
    key = f"dashboard/{scope.key}"
    found: Ready | None = cache.get(key)
    if found is None:
        found = _ready(scope)
        cache.set(key, found, KEPT)
    return found


def _ready(scope: Scope) -> Ready:
    rows = _cells(cells_of(scope.area.key), directorate=scope.directorate.key)
    by_directorate: dict[str, Tally] = defaultdict(Tally)
    for cell in rows:
        by_directorate[cell.directorate].update(cell.counts)
    decisions = sorted((told for cell in rows for told in cell.coming), key=soonest)
    as_at = max((cell.as_at for cell in rows), default=None)
    looked = max((cell.looked_at for cell in rows if cell.looked_at), default=None)
    commentary = next(iter(_commentary()), None)
    text = commentary.text if commentary else ""
    readable = everybody_may_read([*(row["reference"] for row in decisions), *REFERENCE.findall(text)])
    coming = [row for row in decisions if row["reference"] in readable][:FIRST]
    return Ready(dict(by_directorate), coming, as_at, looked, commentary, lines_left(text, readable))


@prepared
def _cells(areas: Sequence[str], *, directorate: str) -> QuerySet[Any]:
    looked_at = Subquery(Refreshed.objects.values("looked_at")[:1])
    cells = Cell.objects.filter(area__in=areas).annotate(looked_at=looked_at)
    return cells.filter(directorate=directorate) if directorate else cells


@prepared
def _commentary() -> QuerySet[Commentary]:
    return Commentary.objects.select_related("author")[:1]


@dataclass(frozen=True)
class Point:
    """The signs as they stood at the end of a day."""

    on: date
    signs: Verdict


def trend(scope: Scope, on: date) -> list[Point]:
    """Two years of the whole county, the last snapshot of each month before `on`; areas have none of their own."""
    key = f"dashboard/trend/{scope.directorate.key}/{on}"
    return cast("list[Point]", cache.get_or_set(key, lambda: _trend(scope, on), A_DAY))


def _trend(scope: Scope, on: date) -> list[Point]:
    since = Snapshot.objects.filter(on__gt=on - TREND, on__lt=on)
    last = since.annotate(month=TruncMonth("on")).values("month").annotate(last=Max("on")).values("last")
    rows = since.filter(on__in=last)
    if scope.directorate.key:
        rows = rows.filter(directorate=scope.directorate.key)
    days: dict[date, list[Mapping[str, int]]] = defaultdict(list)
    for day, counts in rows.order_by("on").values_list("on", "counts"):
        days[day].append(counts)
    return [Point(day, Figures(total(counts)).signs) for day, counts in days.items()]


def has_trend(scope: Scope) -> bool:
    return scope.area.key == EVERYWHERE
