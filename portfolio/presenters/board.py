"""The four stages side by side, in three queries whatever they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import User
from commissioning.prepared import prepared
from commissioning.wording import money_words
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.queries.ending import arrangement_end
from cycles.queries.latest import is_latest
from cycles.queries.many import HowMany
from cycles.queries.visible import Sight, for_all, seen_apart, seen_by
from portfolio.presenters.cycle_rows import Row, as_rows, rows_of
from portfolio.selectors.columns import in_order
from portfolio.selectors.list_state import Asked
from portfolio.selectors.listing import fitting, listed
from portfolio.selectors.pagination import MOST, told

CARDS = 15  # in a column; the list has the others
SUMMED = 100  # cycles of a stage, at most, whose yearly value is told


@dataclass(frozen=True)
class Column:
    """One stage: what is told of its cycles, and the first of them.

    `number`, `yearly` and `unknown` are figures, so no restricted cycle is in them, whoever looks; money is counted at
    the latest turn of a service, as everywhere.
    """

    stage: str
    rows: list[Row]
    more: bool
    number: int = 0
    yearly: Decimal | None = None
    unknown: int = 0

    @property
    def name(self) -> str:
        return CycleStage(self.stage).label

    @property
    def told(self) -> str:
        return told(self.number)

    @property
    def money(self) -> str:
        """£30,000 a year and 6 not known. A sum is told of all of them or not at all."""
        if self.number > SUMMED or not (self.yearly or self.unknown):
            return ""
        if not self.yearly:
            return "yearly value not known"
        return f"{money_words(self.yearly)} a year" + (f" and {self.unknown:,} not known" if self.unknown else "")


@dataclass(frozen=True)
class Board:
    """`count` is of all that the person sees, up to one more than is told."""

    columns: list[Column]
    count: int

    @property
    def told(self) -> str:
        return told(self.count)


def board(user: int, sight: Sight, asked: Asked, *, drafts: bool) -> Board:
    """The stages in their order, in each the cycles in the order asked for."""
    found = rows_of(_cards(user, sight=sight, asked=asked), drafts=drafts)
    numbers = {what: number or 0 for what, number in _numbers(user, sight=sight, asked=asked)[0].items()}
    sums = {row.pop("stage"): row for row in _sums(_few(numbers), asked=asked)}
    columns = []
    for stage in LIVE_STAGES:
        rows = [row for row in found if row.cycle.stage == stage]
        told = {"number": numbers[stage]} | sums.get(stage, {})
        columns.append(Column(stage, rows[:CARDS], more=len(rows) > CARDS, **told))
    return Board(columns, min(sum(numbers.values()), MOST + 1))


def _few(numbers: Mapping[str, int]) -> list[str]:
    """The stages whose cycles are summed, "" in the place of each other one: it is one statement whichever they are."""
    return [stage if numbers[stage] <= SUMMED else "" for stage in LIVE_STAGES]


@prepared
def _cards(user: int, *, sight: Sight, asked: Asked) -> QuerySet[Any]:
    """One more of each stage than is shown. SQLite unites no slices: there each stands within a query of its own."""
    visible = seen_by(user, sight)
    parts: list[QuerySet[Any]] = [listed(visible, asked.at(stage)).values("pk")[: CARDS + 1] for stage in LIVE_STAGES]
    if not connection.features.supports_slicing_ordering_in_compound:
        parts = [Cycle.objects.order_by().filter(pk__in=part).values("pk") for part in parts]
    first = parts[0].union(*parts[1:], all=True)
    rows = Cycle.objects.filter(pk__in=first).annotate(ends=arrangement_end(asked.on))
    return as_rows(in_order(rows, asked.sort))


@prepared
def _numbers(user: int, *, sight: Sight, asked: Asked) -> QuerySet[User, dict[str, int | None]]:
    """Of each stage, and besides of restricted ones, counted no further than anybody reads."""
    for_all, restricted = seen_apart(user, sight)
    counts = {stage: fitting(for_all, asked.at(stage)) for stage in LIVE_STAGES}
    counts["restricted"] = fitting(restricted, asked.live)
    some = {what: HowMany(rows.order_by().values("pk")[: MOST + 1]) for what, rows in counts.items()}
    rows: QuerySet[Any] = User.objects.order_by().filter(pk=user).values(**some)
    return rows


@prepared
def _sums(stages: Sequence[str], *, asked: Asked) -> QuerySet[Any, dict[str, Any]]:
    rows: QuerySet[Any] = fitting(for_all(), asked.live).filter(is_latest(), stage__in=stages)
    unknown = Count("pk", filter=Q(yearly_value__isnull=True))
    sums: QuerySet[Any] = rows.order_by().values("stage").annotate(yearly=Sum("yearly_value"), unknown=unknown)
    return sums
