"""Working out the projected volumes of a cycle's demand series and storing them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from cycles.models import Cycle
from cycles.services.changing import Change
from stages.analyse.models import (
    NEEDED_FIGURES,
    DemandFigure,
    DemandMethod,
    DemandSeries,
    FigureKind,
    ProjectedDemand,
)
from stages.analyse.projection import Projection, Volume, project_history, project_rates, project_table
from stages.records.checks import renew_findings


def renew_projections(cycle: Cycle) -> None:
    """Make the stored volumes of every series those that its figures give now; in the transaction of a change."""
    for series in DemandSeries.objects.filter(cycle=cycle).prefetch_related("figures", "projected"):
        projection = projection_of(series, list(series.figures.all()))
        rows = {
            (area, year): (volume.low, volume.central, volume.high)
            for area, volumes in projection.areas.items()
            for year, volume in volumes.items()
        }
        stored = {(row.area, row.year): (row.low, row.central, row.high) for row in series.projected.all()}
        if rows != stored:
            series.projected.all().delete()
            ProjectedDemand.objects.bulk_create(
                ProjectedDemand(series=series, area=area, year=year, low=low, central=central, high=high)
                for (area, year), (low, central, high) in rows.items()
            )
        words = {
            "refusal": projection.refusal,
            "notes": list(projection.notes),
            "warnings": list(projection.warnings),
        }
        if any(getattr(series, name) != value for name, value in words.items()):
            DemandSeries.objects.filter(pk=series.pk).update(**words)


def renew_commitment(change: Change, *source: str) -> None:
    """Follow-up of changed values and dates: until when the cycle commits is what the check of demand compares."""
    if DemandSeries.objects.filter(cycle=change.cycle).exists():
        renew_findings(change.cycle)


def projection_of(series: DemandSeries, figures: list[DemandFigure]) -> Projection:
    years = range(series.first_year, series.last_year + 1)
    method = DemandMethod(series.method)
    values: dict[str, dict[int, Decimal]] = defaultdict(dict)
    table: dict[str, dict[int, Volume]] = defaultdict(dict)
    for figure in figures:
        if figure.kind != NEEDED_FIGURES[method]:
            continue
        values[figure.area][figure.year] = figure.central
        if figure.kind == FigureKind.PROJECTION and figure.low is not None and figure.high is not None:
            table[figure.area][figure.year] = Volume(figure.low, figure.central, figure.high)
    match method:
        case DemandMethod.RATES:
            rates = Volume(*(rate or Decimal(0) for rate in (series.rate_low, series.rate_central, series.rate_high)))
            return project_rates(values, rates, years, series.area)
        case DemandMethod.TABLE:
            return project_table(table, years, series.area)
    level = "line" if method == DemandMethod.LINE else series.flat_level
    return project_history(values, years, series.area, level)
