"""What a demand series comes to: today, the year that the cycle commits to, the cost of doing nothing; in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from stages.analyse.models import DemandSeries, FigureKind, ProjectedDemand
from stages.analyse.projection import WHOLE, cost_of, cost_of_doing_nothing
from stages.analyse.selectors.demand import Commitment
from stages.records.kinds import plain_text
from ui.wording import money_words

WHOLE_FROM = 100  # volumes from here on are shown without decimals
EXAMPLE = "These figures are an example, not the council’s own."


@dataclass(frozen=True)
class DemandFacts:
    """Of a series that is projected. `today_year` is the last counted year, else the first projected one.

    `until` is the year that the sentences speak of: the end of the commitment, or the projection's end before it.
    """

    series: DemandSeries
    today_year: int
    today: Decimal
    until: int
    at_end: ProjectedDemand
    doing_nothing: Decimal | None  # up to `until`; None without a unit cost

    @property
    def growth(self) -> Decimal:
        growth: Decimal = self.at_end.central - self.today
        return growth

    @property
    def consequence(self) -> str:
        """By 2035, 4,870 more people would need home care than in 2026, at £2.1 million more a year."""
        series, number = self.series, volume_words(abs(self.growth))
        if number == "0":
            return f"In {self.until}, demand for {series.need} would be what it was in {self.today_year}."
        more = "more" if self.growth > 0 else "fewer"
        who = (
            f"{series.unit} would need {series.need}"
            if series.counts_people
            else f"{series.unit_in_words} would be needed"
        )
        cost = ""
        if series.unit_cost is not None:
            extra = cost_of(abs(self.growth), series.unit_cost)
            cost = f", at {money_words(extra)} {'more' if self.growth > 0 else 'less'} a year"
        return f"By {self.until}, {number} {more} {who} than in {self.today_year}{cost}."

    @property
    def projected(self) -> str:
        """Demand for home care is projected to 2045: 6,120 people in 2035, low 5,800, high 6,450"""
        row = self.at_end
        low, central, high = map(volume_words, (row.low, row.central, row.high))
        return (
            f"Demand for {self.series.need} is projected to {self.series.last_year}: {central} {self.series.unit} in"
            f" {self.until}, low {low}, high {high}"
        )

    @property
    def cost_of_doing_nothing(self) -> str:
        """Doing nothing costs £12.4 million more; "" without a unit cost. It is the sum up to `until`."""
        if self.doing_nothing is None:
            return ""
        more = "more" if self.doing_nothing >= 0 else "less"
        return f"doing nothing costs {money_words(abs(self.doing_nothing))} {more}"


def facts_of(series: DemandSeries, commitment: Commitment) -> DemandFacts | None:
    """None while nothing is projected."""
    rows = {row.year: row for row in series.projected.all() if row.area == WHOLE}
    if not rows:
        return None
    counted = {
        row.year: row.central for row in series.figures.all() if row.kind == FigureKind.HISTORY and row.area == WHOLE
    }
    today_year = max(counted) if counted else min(rows)
    today = counted[today_year] if counted else rows[today_year].central
    until = min(max(commitment.year, min(rows)), max(rows))
    centrals = {year: row.central for year, row in rows.items() if year >= today_year}
    cost = None
    if series.unit_cost is not None:
        cost = cost_of_doing_nothing(centrals, today, series.unit_cost, until)
    return DemandFacts(series, today_year, today, until, rows[until], cost)


def volume_words(value: Decimal) -> str:
    """6,120; below a hundred with one decimal where there is one."""
    places = Decimal(1) if abs(value) >= WHOLE_FROM else Decimal("0.1")
    return plain_text(value.quantize(places, ROUND_HALF_UP))
