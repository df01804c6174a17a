"""The four stages side by side, in two queries whatever they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from cycles.models import LIVE_STAGES, Cycle, CycleStage
from portfolio.queries.pages import MOST, told
from portfolio.queries.rows import Row, rows_of

CARDS = 15  # in a column; the list has the others


@dataclass(frozen=True)
class Column:
    """One stage: how many cycles there are in it, what they cost a year, and the first of them."""

    stage: str
    count: int
    yearly: Decimal | None
    rows: list[Row]

    @property
    def name(self) -> str:
        return CycleStage(self.stage).label

    @property
    def told(self) -> str:
        return told(self.count)

    @property
    def sum(self) -> Decimal | None:
        """A sum is told of all of them or not at all."""
        return None if self.count > MOST else self.yearly

    @property
    def more(self) -> bool:
        return self.count > len(self.rows)


@dataclass(frozen=True)
class Board:
    columns: list[Column]

    @property
    def count(self) -> int:
        return sum(column.count for column in self.columns)

    @property
    def told(self) -> str:
        """No column was counted further than the whole is told."""
        return told(self.count)


def board(ordered: QuerySet[Cycle], counted: QuerySet[Cycle], *, drafts: bool) -> Board:
    """The stages in their order, in each the cycles in the order asked for."""
    first = _of_each(lambda stage: ordered.filter(stage=stage).values("pk")[:CARDS])
    cards = rows_of(list(ordered.filter(pk__in=first)), drafts=drafts)
    sums = {stage: (count, yearly) for stage, count, yearly in _sums(counted)}
    columns = [
        Column(stage, *sums.get(stage, (0, None)), [row for row in cards if row.cycle.stage == stage])
        for stage in LIVE_STAGES
    ]
    return Board(columns)


def _sums(counted: QuerySet[Cycle]) -> QuerySet[Any]:
    """Of each stage, counted no further than anybody reads."""
    some = _of_each(lambda stage: counted.order_by().filter(stage=stage).values("pk")[: MOST + 1])
    rows = Cycle.objects.filter(pk__in=some).order_by()
    return rows.values_list("stage").annotate(Count("pk"), Sum("yearly_value"))


def _of_each(slice_of: Callable[[str], Any]) -> QuerySet[Any]:
    """The keys of a slice of each stage. SQLite unites no slices, so there each stands within a query of its own."""
    parts: list[QuerySet[Any]] = [slice_of(stage) for stage in LIVE_STAGES]
    if not connection.features.supports_slicing_ordering_in_compound:
        parts = [Cycle.objects.order_by().filter(pk__in=part).values("pk") for part in parts]
    return parts[0].union(*parts[1:], all=True)
