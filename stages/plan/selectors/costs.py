"""Whole-life costs of a cycle: its rows and what follows from them. Drafts count for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef

from contracts.financial_years import financial_year
from cycles.models import Cycle
from stages.analyse.selectors.demand import demand_by_year
from stages.plan.models import Appraisal, Benefit, CostBasis, CostLine, Funding, Option, OptionKind
from stages.plan.whole_life_cost import (
    NOTHING,
    SCENARIOS,
    Assumptions,
    CostTerms,
    Rates,
    WholeLifeCost,
    YearFunding,
    benefits_until,
    funding_by_year,
    whole_life_cost,
)
from ui.lookups import only_row

__all__ = ["SCENARIOS", "CostBook", "OptionCost", "cost_book", "whole_life_costs"]


@dataclass(frozen=True)
class OptionCost:
    """An option with its lines; `cost` is None where it has none."""

    option: Option
    lines: Sequence[CostLine]
    cost: WholeLifeCost | None
    funding: Sequence[YearFunding]
    benefits: Sequence[Benefit]

    @property
    def short_years(self) -> list[YearFunding]:
        return [year for year in self.funding if year.short]

    def benefits_in_pounds(self, *, cashable: bool) -> Decimal:
        """What those with an amount and a start come to, up to the last year of the option and with it."""
        if self.cost is None:
            return NOTHING
        sums = [(each.first_year, each.yearly_amount) for each in self.benefits if each.is_cashable is cashable]
        known = [(first, amount) for first, amount in sums if first is not None and amount is not None]
        return benefits_until(self.cost.last_year, known)


@dataclass(frozen=True)
class CostBook:
    """Everything about the costs of a cycle. What is in `lost` had an option that was removed."""

    options: Sequence[OptionCost]
    chosen: Option | None
    funding: Sequence[Funding]
    benefits: Sequence[Benefit]
    basis: CostBasis | None
    assumptions: Assumptions
    uplift_names: Mapping[str, str]
    lost: Sequence[CostLine | Benefit]

    @property
    def is_empty(self) -> bool:
        return not (any(each.lines for each in self.options) or self.funding or self.benefits or self.basis)

    @cached_property
    def considered(self) -> list[OptionCost]:
        """The chosen option; until there is one, all that are not ruled out."""
        if self.chosen is not None:
            return [each for each in self.options if each.option.pk == self.chosen.pk]
        return [each for each in self.options if not each.option.is_ruled_out]

    @cached_property
    def kept_as_is(self) -> OptionCost | None:
        return next((each for each in self.options if each.option.kind == OptionKind.KEEP), None)


def cost_book(cycle: Cycle) -> CostBook:
    """Five queries, and those of the demand."""
    is_chosen = Exists(Appraisal.objects.filter(chosen=OuterRef("pk")))
    options = list(Option.objects.filter(cycle=cycle, is_draft=False).annotate(is_chosen=is_chosen))
    lines = list(CostLine.objects.filter(cycle=cycle, is_draft=False))
    funding = list(Funding.objects.filter(cycle=cycle, is_draft=False))
    basis = only_row(CostBasis.objects.filter(cycle=cycle, is_draft=False))
    assumptions = assumptions_of(cycle, lines, basis)
    benefits = list(Benefit.objects.filter(cycle=cycle, is_draft=False).select_related("owner"))
    named = {option.pk: option for option in options}
    for benefit in benefits:
        if benefit.option_id in named:
            benefit.option = named[benefit.option_id]
    sums = [(row.year, row.amount, row.is_secured) for row in funding]
    priced = []
    for option in options:
        own = [line for line in lines if line.option_id == option.pk]
        cost = whole_life_cost([terms_of(line) for line in own], assumptions) if own else None
        funded = funding_by_year(cost, sums) if cost else []
        priced.append(OptionCost(option, own, cost, funded, [row for row in benefits if row.option_id == option.pk]))
    every: list[CostLine | Benefit] = [*lines, *benefits]
    return CostBook(
        priced,
        next((option for option in options if option.is_chosen), None),
        funding,
        benefits,
        basis,
        assumptions,
        {uplift["code"]: uplift["name"] for uplift in cycle.edition.figures.get("uplifts", [])},
        [row for row in every if row.option_id not in named],
    )


def whole_life_costs(cycle: Cycle) -> Mapping[int, Mapping[str, Decimal]]:
    """Cash cost over the whole life by option and scenario, to the penny.

    An option without cost lines is absent, and so is one of which a figure is missing. Two queries, and one of demand.
    """
    lines = list(CostLine.objects.filter(cycle=cycle, is_draft=False, option__isnull=False))
    basis = only_row(CostBasis.objects.filter(cycle=cycle, is_draft=False))
    assumptions = assumptions_of(cycle, lines, basis)
    of_options: dict[int, list[CostTerms]] = {}
    for line in lines:
        of_options.setdefault(line.option_id or 0, []).append(terms_of(line))
    costs = {option: whole_life_cost(terms, assumptions).cash for option, terms in of_options.items()}
    return {option: cash for option, cash in costs.items() if cash is not None}


def assumptions_of(cycle: Cycle, lines: Sequence[CostLine], basis: CostBasis | None) -> Assumptions:
    """One query where a line uses the projected demand."""
    first = min((line.first_year for line in lines), default=0)
    rates = cycle.edition.figures.get("discount_rates", [])
    # those in force when the first year begins; the oldest before any
    in_force = [rate for rate in rates if rate["from"] <= f"{first}-04-01"] or rates[:1]
    demand = demand_by_year(cycle) if any(line.uses_demand for line in lines) else {}
    return Assumptions(
        base_year=basis.price_base_year if basis else first,
        first_year=first,
        discount_percent=Decimal(str(in_force[-1]["percent"])) if in_force else Decimal(0),
        uplifts=uplifts_of(cycle),
        demand={year: {"low": each.low, "central": each.central, "high": each.high} for year, each in demand.items()},
    )


def terms_of(line: CostLine) -> CostTerms:
    return CostTerms(
        key=line.pk,
        amount=line.amount,
        first_year=line.first_year,
        last_year=line.last_year,
        volume=line.volume,
        uses_demand=line.uses_demand,
        uplift=line.uplift,
        own_percent=line.own_percent or Decimal(0),
        vat_percent=line.vat_added,
        in_extension=line.in_extension,
    )


def uplifts_of(cycle: Cycle) -> dict[str, Rates]:
    """The planning assumptions of the edition: a rate counts from the first financial year that begins with it."""
    uplifts: dict[str, Rates] = {}
    for uplift in cycle.edition.figures.get("uplifts", []):
        rates = []
        for rate in uplift["rates"]:
            start = date.fromisoformat(rate["from"])
            year = financial_year(start)
            begins_then = (start.month, start.day) == (4, 1)
            rates.append((year if begins_then else year + 1, Decimal(str(rate["percent"]))))
        uplifts[uplift["code"]] = rates
    return uplifts
