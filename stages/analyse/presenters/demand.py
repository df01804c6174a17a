"""Needs and demand as their page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cycles.models import Cycle
from stages.analyse.kinds import DEMAND
from stages.analyse.models import NEEDED_FIGURES, DemandMethod, DemandSeries, FigureKind
from stages.analyse.presenters.demand_facts import DemandFacts, facts_of, volume_words
from stages.analyse.projection import WHOLE, cost_of
from stages.analyse.selectors.demand import Commitment, commitment_of, series_of
from ui.charts.projection_chart import ProjectionChart, projection_chart

# How each way of projecting works, as the page and the pack's readers need to know it.
METHOD_WORDS = {
    DemandMethod.RATES: (
        "The population of each year, linear between the years entered, times a rate for each 1,000. A district without"
        " a population of its own for every year grows from its last entered year as the whole area does."
    ),
    DemandMethod.LINE: (
        "The straight line of least squares through the past years. Low and high are twice the standard error of the"
        " past years about that line away from it."
    ),
    DemandMethod.FLAT: (
        "Demand stays level. Low and high are twice the standard error of the past years about that level away from it."
    ),
    DemandMethod.TABLE: "Low, central and high were entered by year.",
}


@dataclass(frozen=True)
class YearLine:
    """One year of the table; a counted one has no low and high."""

    year: int
    low: str
    central: str
    high: str
    cost: Decimal | None
    is_counted: bool


@dataclass(frozen=True)
class AreaLine:
    """A part of the area in the first projected year and in the year that the sentences speak of."""

    name: str
    first: str
    low: str
    central: str
    high: str
    growth: str  # "+12%"; "" from nothing


@dataclass(frozen=True)
class FiguresLine:
    """What is entered of one kind of figures."""

    kind: FigureKind
    number: int
    years: str
    is_needed: bool


@dataclass(frozen=True)
class SeriesView:
    series: DemandSeries
    facts: DemandFacts | None
    chart: ProjectionChart | None
    says: Sequence[tuple[str, str]]
    method_words: str
    years: Sequence[YearLine]
    areas: Sequence[AreaLine]
    figures: Sequence[FiguresLine]

    @property
    def title(self) -> str:
        return self.facts.consequence if self.facts else self.series.name


def demand_of_cycle(cycle: Cycle) -> tuple[Commitment, Sequence[SeriesView]]:
    """Three queries."""
    commitment = commitment_of(cycle)
    return commitment, [series_view(series, commitment) for series in series_of(cycle)]


def series_view(series: DemandSeries, commitment: Commitment) -> SeriesView:
    facts = facts_of(series, commitment)
    whole = [row for row in series.projected.all() if row.area == WHOLE]
    counted = {
        row.year: row.central for row in series.figures.all() if row.kind == FigureKind.HISTORY and row.area == WHOLE
    }
    lines = [
        YearLine(year, "", volume_words(value), "", _cost(series, value), is_counted=True)
        for year, value in sorted(counted.items())
    ]
    lines += [
        YearLine(
            row.year,
            volume_words(row.low),
            volume_words(row.central),
            volume_words(row.high),
            _cost(series, row.central),
            is_counted=False,
        )
        for row in whole
    ]
    chart = projection_chart(
        {year: float(value) for year, value in counted.items()},
        {row.year: (float(row.low), float(row.central), float(row.high)) for row in whole},
    )
    said = ["area", "method"]
    if series.method == DemandMethod.RATES:
        said += ["rate_low", "rate_central", "rate_high"]
    if series.method == DemandMethod.FLAT:
        said.append("flat_level")
    said += ["basis", "dated", "assumptions", "unit_cost", "unit_cost_source"]
    return SeriesView(
        series,
        facts,
        chart,
        [(DEMAND.label(name), DEMAND.text(series, name) or "Not entered") for name in said],
        METHOD_WORDS[DemandMethod(series.method)],
        lines,
        _areas(series, facts) if facts else [],
        _figures(series),
    )


def _cost(series: DemandSeries, volume: Decimal) -> Decimal | None:
    return None if series.unit_cost is None else cost_of(volume, series.unit_cost)


def _areas(series: DemandSeries, facts: DemandFacts) -> list[AreaLine]:
    rows = list(series.projected.all())
    first = {row.area: row.central for row in rows if row.year == series.first_year}
    lines = []
    for row in rows:
        if row.area != WHOLE and row.year == facts.until:
            before = first[row.area]
            growth = f"{(row.central - before) / before * 100:+.0f}%".replace("-", "−") if before else ""
            start, low, central, high = map(volume_words, (before, row.low, row.central, row.high))
            lines.append(AreaLine(row.area, start, low, central, high, growth))
    return lines


def _figures(series: DemandSeries) -> list[FiguresLine]:
    needed = NEEDED_FIGURES[DemandMethod(series.method)]
    lines = []
    for kind in dict.fromkeys((needed, FigureKind.HISTORY)):
        rows = [row for row in series.figures.all() if row.kind == kind]
        years = sorted({row.year for row in rows})
        span = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0]) if years else ""
        lines.append(FiguresLine(kind, len(rows), span, kind == needed))
    return lines
