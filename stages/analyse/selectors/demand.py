"""Demand as the pages, the checks and Plan read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cycles.models import Cycle
from stages.analyse.models import DemandSeries, ProjectedDemand
from stages.analyse.projection import WHOLE
from ui.lookups import only_row

COMMITMENT_YEARS = 5  # counted from the need-by date where the cycle's own arrangement has no end yet


@dataclass(frozen=True)
class YearDemand:
    """The projected volume of one year, in the unit of its series."""

    low: Decimal
    central: Decimal
    high: Decimal


@dataclass(frozen=True)
class Commitment:
    """The last year of what the cycle is to put in place; `is_assumed` where no end of it is recorded."""

    year: int
    is_assumed: bool


def series_of(cycle: Cycle) -> Sequence[DemandSeries]:
    """All of a cycle, the main one first, with figures and volumes: three queries."""
    rows = DemandSeries.objects.filter(cycle=cycle).prefetch_related("figures", "projected")
    series = sorted(rows, key=lambda one: (one.is_draft, not one.is_main, one.position, one.pk))
    for one in series:
        one.cycle = cycle
    return series


def main_series(cycle: Cycle) -> DemandSeries | None:
    """Confirmed, with figures and volumes."""
    rows = DemandSeries.objects.filter(cycle=cycle, is_draft=False, is_main=True)
    return rows.prefetch_related("figures", "projected").first()


def demand_by_year(cycle: Cycle) -> Mapping[int, YearDemand]:
    """Of the cycle's main series, for its whole area, by calendar year; empty where there is none. One query."""
    rows = ProjectedDemand.objects.filter(
        series__cycle=cycle, series__is_draft=False, series__is_main=True, area=WHOLE
    ).order_by("year")
    return {row.year: YearDemand(row.low, row.central, row.high) for row in rows}


def demand_unit(cycle: Cycle) -> str:
    """What one unit of the main series is: "hours of home care"; "" where there is none."""
    series = only_row(DemandSeries.objects.filter(cycle=cycle, is_draft=False, is_main=True))
    return series.unit_in_words if series else ""


def commitment_of(cycle: Cycle) -> Commitment:
    """Until when the cycle means to commit: the end of its arrangement, else so many years after the need-by date."""
    if cycle.arrangement_ends:
        return Commitment(cycle.arrangement_ends.year, is_assumed=False)
    return Commitment(cycle.need_by.year + COMMITMENT_YEARS, is_assumed=True)
