"""The four stages side by side, in two queries whatever they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from commissioning.prepared import prepared
from commissioning.wording import money_words
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.queries.ending import arrangement_end
from cycles.queries.latest import is_latest
from cycles.queries.visible import Sight, seen_by
from portfolio.queries.asked import Asked
from portfolio.queries.columns import in_order
from portfolio.queries.listing import fitting, listed
from portfolio.queries.pages import MOST, told
from portfolio.queries.rows import Row, as_rows, rows_of

CARDS = 15  # in a column; the list has the others


@dataclass(frozen=True)
class Column:
    """One stage: how many cycles of it can be seen, what is told of them, and the first of them.

    `number`, `yearly` and `unknown` are figures, so no restricted cycle is in them, whoever looks; money is counted at
    the latest turn of a service, as everywhere.
    """

    stage: str
    rows: list[Row]
    count: int = 0
    number: int = 0
    yearly: Decimal | None = None
    unknown: int = 0

    @property
    def name(self) -> str:
        return CycleStage(self.stage).label

    @property
    def told(self) -> str:
        return told(MOST + 1 if self.count > MOST else self.number)

    @property
    def money(self) -> str:
        """£30,000 a year and 6 not known. A sum is told of all of them or not at all."""
        if self.count > MOST or not (self.yearly or self.unknown):
            return ""
        if not self.yearly:
            return "yearly value not known"
        return f"{money_words(self.yearly)} a year" + (f" and {self.unknown:,} not known" if self.unknown else "")

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


def board(user: int, sight: Sight, asked: Asked, *, drafts: bool) -> Board:
    """The stages in their order, in each the cycles in the order asked for."""
    cards = rows_of(_cards(user, sight=sight, asked=asked), drafts=drafts)
    sums = {row["stage"]: row for row in _sums(user, sight=sight, asked=asked)}
    columns = {stage: [row for row in cards if row.cycle.stage == stage] for stage in LIVE_STAGES}
    return Board([Column(**{"stage": stage} | sums.get(stage, {}), rows=rows) for stage, rows in columns.items()])


@prepared
def _cards(user: int, *, sight: Sight, asked: Asked) -> QuerySet[Any]:
    visible = seen_by(user, sight)
    first = _of_each(lambda stage: listed(visible, asked.at(stage)).values("pk")[:CARDS])
    rows = Cycle.objects.filter(pk__in=first).annotate(ends=arrangement_end(asked.on))
    return as_rows(in_order(rows, asked.sort))


@prepared
def _sums(user: int, *, sight: Sight, asked: Asked) -> QuerySet[Any, dict[str, Any]]:
    """Of each stage, counted no further than anybody reads."""
    visible = seen_by(user, sight)
    some = _of_each(lambda stage: fitting(visible, asked.at(stage)).order_by().values("pk")[: MOST + 1])
    open_to_all = Q(restricted=False)
    spending = open_to_all & is_latest()
    rows: QuerySet[Any] = Cycle.objects.filter(pk__in=some).order_by().values("stage")
    sums: QuerySet[Any] = rows.annotate(
        count=Count("pk"),
        number=Count("pk", filter=open_to_all),
        yearly=Sum("yearly_value", filter=spending),
        unknown=Count("pk", filter=spending & Q(yearly_value__isnull=True)),
    )
    return sums


def _of_each(slice_of: Callable[[str], Any]) -> QuerySet[Any]:
    """The keys of a slice of each stage. SQLite unites no slices, so there each stands within a query of its own."""
    parts: list[QuerySet[Any]] = [slice_of(stage) for stage in LIVE_STAGES]
    if not connection.features.supports_slicing_ordering_in_compound:
        parts = [Cycle.objects.order_by().filter(pk__in=part).values("pk") for part in parts]
    return parts[0].union(*parts[1:], all=True)
