"""Whole-life cost: what lines of cost come to by year and scenario, discounted, and what pays for it. Pure: no Django.

Every line is worked out exactly and rounded to the penny, half up, for each year and scenario, so that all sums are
exact sums of what a table shows. Years are financial years, by the calendar year in which they begin; a financial year
takes the demand of that calendar year. A figure that is not known makes every sum that holds it unknown: never 0.

Prices rise from the base year on: a cost of 2028/29 at prices of 2026/27 is raised by the rates of 2027/28 and 2028/29.
Costs of years before the base year are taken as they are. The first year of all options is year 0 and is not
discounted (HM Treasury, Green Book, A6).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

SCENARIOS = ("low", "central", "high")  # of the demand projection
CENTRAL = "central"
OWN = "own"  # the uplift of a line that has a rate by itself
PENCE, CENT = 100, Decimal("0.01")
NOTHING = Decimal("0.00")

Amounts = Mapping[str, Decimal]  # by scenario, to the penny
Ratio = tuple[int, int]  # a fraction that need not be reduced
Rates = Sequence[tuple[int, Decimal]]  # the financial year from which a rate counts, and its percent, oldest first


@dataclass(frozen=True)
class CostTerms:
    """One line of the cost of an option. `amount` is for a year, or for one unit where there is a volume."""

    key: Hashable
    amount: Decimal
    first_year: int
    last_year: int
    volume: Decimal | None = None  # units a year
    uses_demand: bool = False  # the volume is the projected demand
    uplift: str = ""  # code of the edition, OWN, or "" for none
    own_percent: Decimal = Decimal(0)
    vat_percent: Decimal = Decimal(0)  # added because it is not recovered
    in_extension: bool = False  # only where the agreement is extended

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True)
class Assumptions:
    """What all options share: the year of the prices, year 0, and the figures of the edition and of the projection."""

    base_year: int
    first_year: int
    discount_percent: Decimal
    uplifts: Mapping[str, Rates] = field(default_factory=dict)
    demand: Mapping[int, Amounts] = field(default_factory=dict)


@dataclass(frozen=True)
class MissingFigure:
    """A figure that is not there for a year: the projected demand, or the rate of an uplift by its code."""

    year: int
    uplift: str = ""


@dataclass(frozen=True)
class LineCost:
    terms: CostTerms
    years: Mapping[int, Amounts]  # those that are known
    missing: Sequence[MissingFigure]

    @cached_property
    def total(self) -> Decimal | None:
        """In cash, of the central scenario."""
        return None if self.missing else sum((each[CENTRAL] for each in self.years.values()), NOTHING)


@dataclass(frozen=True)
class YearCost:
    """What an option costs in a year: None where a figure is missing."""

    year: int
    cash: Amounts | None
    discounted: Amounts | None
    in_extension: Decimal | None = NOTHING  # of the central cash


@dataclass(frozen=True)
class WholeLifeCost:
    lines: Sequence[LineCost]
    years: Sequence[YearCost]

    @property
    def missing(self) -> list[MissingFigure]:
        """Each once, in the order of the years."""
        every = {each for line in self.lines for each in line.missing}
        return sorted(every, key=lambda each: (each.year, each.uplift))

    @property
    def last_year(self) -> int:
        return self.years[-1].year

    @cached_property
    def cash(self) -> Amounts | None:
        return _sum([each.cash for each in self.years])

    @cached_property
    def discounted(self) -> Amounts | None:
        return _sum([each.discounted for each in self.years])

    @cached_property
    def in_extension(self) -> Decimal | None:
        parts = [each.in_extension for each in self.years]
        return None if None in parts else sum((part for part in parts if part is not None), NOTHING)


def to_the_penny(pounds: int, parts: int) -> Decimal:
    """So many parts of a pound; half a penny counts as one. Whole numbers take a third of the time of fractions."""
    return Decimal((2 * PENCE * pounds + parts) // (2 * parts)) * CENT


@lru_cache
def discount_factor(years: int, percent: Decimal) -> Fraction:
    """What a pound after so many years is worth today; the tables of the Green Book give it to 4 places."""
    return 1 / (1 + Fraction(percent) / 100) ** years


def whole_life_cost(lines: Sequence[CostTerms], assumptions: Assumptions) -> WholeLifeCost:
    """Of one option. A year between the first and the last line in which nothing is paid costs £0."""
    costs = [_line_cost(line, assumptions) for line in lines]
    every_year = {year for line in lines for year in line.years}
    years = []
    for year in range(min(every_year), max(every_year) + 1) if every_year else ():
        paid = [cost for cost in costs if year in cost.terms.years]
        cash = _sum([cost.years.get(year) for cost in paid])
        if cash is None:
            years.append(YearCost(year, None, None, None))
            continue
        factor = discount_factor(year - assumptions.first_year, assumptions.discount_percent)
        discounted = _times(factor.as_integer_ratio(), cash)
        extension = sum((cost.years[year][CENTRAL] for cost in paid if cost.terms.in_extension), NOTHING)
        years.append(YearCost(year, cash, discounted, extension))
    return WholeLifeCost(costs, years)


def _line_cost(line: CostTerms, assumptions: Assumptions) -> LineCost:
    years: dict[int, Amounts] = {}
    missing: list[MissingFigure] = []
    # The price is a fraction of whole numbers that is never reduced: `Fraction` takes four times as long.
    price, is_known = _product(line.amount.as_integer_ratio(), _raise(line.vat_percent)), True
    fixed_units = dict.fromkeys(SCENARIOS, Decimal(1) if line.volume is None else line.volume)
    if not (line.uplift or line.uses_demand):
        return LineCost(line, dict.fromkeys(line.years, _times(price, fixed_units)), missing)
    for year in range(min(line.first_year, assumptions.base_year + 1), line.last_year + 1):
        if line.uplift and year > assumptions.base_year:
            rates = assumptions.uplifts.get(line.uplift, ())
            percent = line.own_percent if line.uplift == OWN else rate_of(rates, year)
            if percent is None:
                missing.append(MissingFigure(year, line.uplift))
                is_known = False
            else:
                price = _product(price, _raise(percent))
        if year < line.first_year:
            continue
        units = assumptions.demand.get(year) if line.uses_demand else fixed_units
        if not units:
            missing.append(MissingFigure(year))
        elif is_known:
            years[year] = _times(price, units)
    return LineCost(line, years, missing)


def _raise(percent: Decimal) -> Ratio:
    """What so many percent more multiply a price by."""
    number, parts = percent.as_integer_ratio()
    return number + 100 * parts, 100 * parts


def _product(one: Ratio, other: Ratio) -> Ratio:
    return one[0] * other[0], one[1] * other[1]


def _times(factor: Ratio, amounts: Amounts) -> Amounts:
    """Each to the penny. Where all scenarios have one amount, it is worked out once."""
    low, central, high = (amounts[scenario] for scenario in SCENARIOS)
    if low == central == high:
        return dict.fromkeys(SCENARIOS, to_the_penny(*_product(factor, central.as_integer_ratio())))
    return {scenario: to_the_penny(*_product(factor, amounts[scenario].as_integer_ratio())) for scenario in SCENARIOS}


def rate_of(rates: Rates, year: int) -> Decimal | None:
    """The rate in force in a financial year; None before the first."""
    return next((percent for start, percent in reversed(rates) if start <= year), None)


def _sum(parts: Iterable[Amounts | None]) -> Amounts | None:
    """None where one of them is not known."""
    total = dict.fromkeys(SCENARIOS, NOTHING)
    for part in parts:
        if part is None:
            return None
        for scenario in SCENARIOS:
            total[scenario] += part[scenario]
    return total


@dataclass(frozen=True)
class YearFunding:
    """What a year costs in the central scenario beside what pays for it; `secured` is part of `funded`."""

    year: int
    cost: Decimal | None
    funded: Decimal
    secured: Decimal

    @property
    def short(self) -> Decimal:
        """0 where the year is funded, or where its cost is not known."""
        return max(self.cost - self.funded, NOTHING) if self.cost is not None else NOTHING

    @property
    def unsecured(self) -> Decimal:
        """What of the cost is met only by money that is not secured."""
        return max(self.cost - self.secured - self.short, NOTHING) if self.cost is not None else NOTHING


def funding_by_year(cost: WholeLifeCost, funding: Sequence[tuple[int, Decimal, bool]]) -> list[YearFunding]:
    """Of every year of an option, from (year, amount, whether it is secured)."""
    return [
        YearFunding(
            each.year,
            None if each.cash is None else each.cash[CENTRAL],
            sum((amount for year, amount, _ in funding if year == each.year), NOTHING),
            sum((amount for year, amount, secured in funding if year == each.year and secured), NOTHING),
        )
        for each in cost.years
    ]


def benefits_until(last_year: int, benefits: Iterable[tuple[int, Decimal]]) -> Decimal:
    """What benefits come to, each by (first year, amount a year), up to the last year of an option and with it."""
    return sum((amount * max(last_year - first + 1, 0) for first, amount in benefits), NOTHING)
