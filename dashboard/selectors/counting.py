"""Counting all figures, by SQL, for every directorate in every area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import Directorate
from cycles.models.cycle import DECIDED_BY, decision_maker_in_words
from dashboard.figures import Counts
from dashboard.selectors.aggregations import AGGREGATIONS, AGREEMENT_AGGREGATIONS
from dashboard.selectors.area_groups import (
    COUNTY_WIDE,
    EVERYWHERE,
    agreement_area_groups,
    area_groups,
    counted_areas,
)
from dashboard.selectors.filters import key_decisions_to_take

SHOWN_DECISIONS = 8
Cell = tuple[str, str]  # the key of an area, the code of a directorate


def count_all(today: date) -> dict[Cell, Counts]:
    """The counts of each cell; of the whole county every directorate has one, even without a cycle.

    Agreements that name no directorate have cells of the code "".
    """
    cells: dict[Cell, Counts] = defaultdict(Counter)
    for code in Directorate.objects.values_list("code", flat=True):
        for area in (EVERYWHERE, COUNTY_WIDE):
            cells[area, code] = Counter()
    counted = [(group, AGGREGATIONS) for group in area_groups()]
    counted += [(group, AGREEMENT_AGGREGATIONS) for group in agreement_area_groups()]
    for group, aggregations in counted:
        for make_aggregation in aggregations:
            aggregation = make_aggregation(group.path, today)
            rows = group.rows.order_by().filter(aggregation.rows)
            rows = rows.annotate(area=group.area, in_directorate=F(group.path("directorate__code")))
            rows = rows.annotate(**aggregation.annotations)
            rows = rows.filter(aggregation.condition).values("area", "in_directorate", *aggregation.group_by)
            for row in rows.annotate(**aggregation.aggregates):
                counts = {key: number for key, number in aggregation.counts_of(row) if number}
                for area in counted_areas(row["area"]):
                    cells[area, row["in_directorate"] or ""].update(counts)
    return dict(cells)


def upcoming_decisions(today: date) -> dict[Cell, list[dict[str, Any]]]:
    """The next key decisions of each cell: one of each cycle, from `today` on, the earliest first."""
    cells: dict[Cell, list[dict[str, Any]]] = defaultdict(list)
    for group in area_groups():
        path = group.path
        planned = path("dates__planned")
        rank = Window(
            RowNumber(), partition_by=[group.area, F(path("directorate"))], order_by=[F(planned), F(path("reference"))]
        )
        fields = (
            "reference",
            "service__name",
            "dates__planned",
            "dates__breach",
            "whole_life_value",
            *DECIDED_BY,
        )
        rows: QuerySet[Any, dict[str, Any]] = (
            group.rows.order_by()
            .filter(key_decisions_to_take(path), Q(**{path("dates__planned__gte"): today}))
            .annotate(area=group.area, in_directorate=F(path("directorate__code")), rank=rank)
            .filter(rank__lte=SHOWN_DECISIONS)
            .values("area", "in_directorate", *map(path, fields))
        )
        for row in rows:
            value = row[path("whole_life_value")]
            decision = {
                "reference": row[path("reference")],
                "service": row[path("service__name")],
                "planned": row[planned].isoformat(),
                "settled": not row[path("dates__breach")],
                "maker": decision_maker_in_words(*(row[path(field)] for field in DECIDED_BY)),
                "value": "" if value is None else str(value),
            }
            for area in counted_areas(row["area"]):
                cells[area, row["in_directorate"]].append(decision)
    return {cell: sorted(rows, key=by_planned_day)[:SHOWN_DECISIONS] for cell, rows in cells.items()}


def by_planned_day(decision: Mapping[str, Any]) -> tuple[str, str]:
    """The order of key decisions."""
    return decision["planned"], decision["reference"]
