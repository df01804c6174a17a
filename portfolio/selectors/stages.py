"""The live cycles by stage, for the board: the first of each stage, how many there are, and what they cost a year."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from cycles.models import Cycle
from cycles.selectors.latest_cycle import is_latest
from cycles.selectors.visibility import unrestricted
from portfolio.selectors.columns import in_order
from portfolio.selectors.list_state import ListState
from portfolio.selectors.listing import apply_filters, matching_cycles, with_row_fields

CARDS = 15  # in a column; the list has the others


def first_of_each_stage(visible: QuerySet[Cycle], state: ListState) -> QuerySet[Any]:
    """One more card of each stage than its column shows, in the order of the list."""
    matching = matching_cycles(visible, state.any_stage)
    keys: list[QuerySet[Any]] = [matching.filter(stage=stage).values("pk")[: CARDS + 1] for stage in state.live_stages]
    if not connection.features.supports_slicing_ordering_in_compound:  # SQLite: each slice in a subquery of its own
        keys = [Cycle.objects.order_by().filter(pk__in=part).values("pk") for part in keys]
    united: QuerySet[Any] = keys[0].union(*keys[1:], all=True) if keys else Cycle.objects.none()
    return with_row_fields(in_order(Cycle.objects.filter(pk__in=united), state.sort, state.today), state.today)


def stage_counts(state: ListState) -> dict[str, int]:
    """How many cycles each stage has, without restricted ones."""
    matching = apply_filters(unrestricted(), state.any_stage).filter(stage__in=state.live_stages)
    return dict(matching.order_by().values_list("stage").annotate(number=Count("pk")))


def yearly_values(state: ListState, stages: Collection[str]) -> dict[str, tuple[Decimal | None, int]]:
    """By stage the yearly value of the latest turns, and of how many it is not known; without restricted cycles."""
    latest = apply_filters(unrestricted(), state.any_stage).filter(is_latest(), stage__in=stages).order_by()
    unknown = Count("pk", filter=Q(yearly_value__isnull=True))
    rows = latest.values_list("stage").annotate(yearly=Sum("yearly_value"), unknown=unknown)
    return {stage: (yearly, number) for stage, yearly, number in rows}
