"""Demand series for tests, put in through the real services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cycles.models import Cycle
from stages.analyse.figure_rows import YearFigure
from stages.analyse.models import DemandSeries, FigureKind
from stages.analyse.services.demand import add_series, enter_figures
from tests.council import NOW

# People of 65 and over, in thousands that are easy to work with by hand.
COUNTY = {2025: 200_000, 2035: 240_000, 2045: 260_000}


def series(cycle: Cycle, **more: Any) -> DemandSeries:
    """By rates: 20, 25 and 30 for each 1,000; without figures it is not projected."""
    at = more.pop("at", NOW)
    values: dict[str, Any] = {
        "name": "People receiving home care",
        "need": "home care",
        "unit": "people",
        "area": "Lincolnshire",
        "method": "rates",
        "rate_low": Decimal(20),
        "rate_central": Decimal(25),
        "rate_high": Decimal(30),
        "flat_level": "",
        "first_year": 2026,
        "last_year": 2045,
        "basis": "ONS population projections",
        "assumptions": "Eligibility stays as it is.",
        "unit_cost": Decimal(9000),
        "unit_cost_source": "Activity return",
    }
    return add_series(cycle, values | more, actor=cycle.lead, at=at)


def figures(row: DemandSeries, numbers: dict[int, int], kind: str = "population", area: str = "") -> DemandSeries:
    """Replace the figures of that kind; returns the series as it is then."""
    entered = [YearFigure(area, year, None, Decimal(number), None) for year, number in numbers.items()]
    enter_figures(row, FigureKind(kind), entered, seen_version=row.version, actor=row.cycle.lead, at=NOW)
    return DemandSeries.objects.get(pk=row.pk)


def projected(cycle: Cycle, **more: Any) -> DemandSeries:
    return figures(series(cycle, **more), COUNTY)
