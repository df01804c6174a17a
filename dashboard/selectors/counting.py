"""Counting everything anew, by SQL: the tally of every directorate in every area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import Directorate
from dashboard.selectors.aggregations import Block, blocks
from dashboard.selectors.area_groups import COUNTY_WIDE, EVERYWHERE, Lens, counted_under, lenses
from dashboard.selectors.filters import decides, decides_for
from dashboard.tally import Tally
from principles.models import Edition

FIRST = 8  # decisions told at once
Place = tuple[str, str]  # area, code of the directorate


def tallies(on: date) -> dict[Place, Tally]:
    """Every place with what was counted there; of the whole county each directorate has a place."""
    found: dict[Place, Tally] = defaultdict(Counter)
    for code in Directorate.objects.values_list("code", flat=True):
        for area in (EVERYWHERE, COUNTY_WIDE):
            found[area, code] = Counter()
    for lens in lenses():
        for block in blocks(lens.path, on):
            _count(lens, block, found)
    return dict(found)


def _count(lens: Lens, block: Block, found: dict[Place, Tally]) -> None:
    for row in _rows(lens, block):
        told = {key: number for key, number in block.tells(row) if number}
        for area in counted_under(row["area"]):
            found[area, row["in_directorate"]].update(told)


def _rows(lens: Lens, block: Block) -> Iterable[Mapping[str, Any]]:
    rows = lens.rows.order_by().filter(block.rows)
    rows = rows.annotate(area=lens.area, in_directorate=F(lens.path("directorate__code")))
    for alias, expression in block.dims.items():
        rows = rows.annotate(**{alias: expression})
    counted: QuerySet[Any, dict[str, Any]] = rows.filter(block.within).values("area", "in_directorate", *block.by)
    found: QuerySet[Any, dict[str, Any]] = counted.annotate(**block.sums)
    return found


def coming(on: date) -> dict[Place, list[dict[str, Any]]]:
    """The next key decisions of every place: of each cycle that still has to take one, soonest planned first."""
    found: dict[Place, list[dict[str, Any]]] = defaultdict(list)
    figures = dict(Edition.objects.values_list("pk", "figures"))
    for lens in lenses():
        for row in _first_decisions(lens):
            told = {
                "reference": row[lens.path("reference")],
                "service": row[lens.path("service__name")],
                "planned": row[lens.path("dates__planned")].isoformat(),
                "maker": decides(figures[row[lens.path("edition")]], row[lens.path("tier")]),
                "value": "" if (value := row[lens.path("whole_life_value")]) is None else str(value),
            }
            for area in counted_under(row["area"]):
                found[area, row["in_directorate"]].append(told)
    return {place: sorted(rows, key=soonest)[:FIRST] for place, rows in found.items()}


def soonest(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["planned"], row["reference"]


def _first_decisions(lens: Lens) -> QuerySet[Any, dict[str, Any]]:
    path = lens.path
    planned = path("dates__planned")
    place = Window(
        RowNumber(), partition_by=[lens.area, F(path("directorate"))], order_by=[F(planned), F(path("reference"))]
    )
    told = ("reference", "service__name", "dates__planned", "whole_life_value", "edition", "tier")
    found: QuerySet[Any, dict[str, Any]] = (
        lens.rows.order_by()
        .filter(decides_for(path))
        .annotate(area=lens.area, in_directorate=F(path("directorate__code")), place=place)
        .filter(place__lte=FIRST)
        .values("area", "in_directorate", *map(path, told))
    )
    return found
