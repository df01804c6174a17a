"""The live cycles by stage, for the board: the first of each stage, how many there are, and what they cost a year."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from cycles.models import Cycle
from cycles.selectors.latest_cycle import is_latest
from cycles.selectors.visibility import unrestricted
from portfolio.selectors.list_state import ListState
from portfolio.selectors.listing import apply_filters, matching_cycles

CARDS = 15  # in a column; the list has the others
ANY_STAGE = "any stage"  # in the place of a stage in the statement that asks for all


def first_of_each_stage(visible: QuerySet[Cycle], state: ListState) -> list[int]:
    """The keys of one more card of each stage than its column shows, stage after stage in the order of the list.

    One statement, whose parts each follow an index: it is compiled for one stage and asked of all.
    """
    stages = list(state.live_stages)
    if not stages:
        return []
    part = matching_cycles(visible, state.any_stage).filter(stage=ANY_STAGE).values("pk")[: CARDS + 1]
    try:
        sql, values = part.query.sql_with_params()
    except EmptyResultSet:
        return []
    parts = [f"SELECT * FROM ({sql}) AS part_{stage}" for stage in stages]
    params = [stage if value == ANY_STAGE else value for stage in stages for value in values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return [pk for (pk,) in cursor.fetchall()]


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
