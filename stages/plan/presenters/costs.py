"""Whole-life costs in words and tables: for the page, for packs and for files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from approvals.packs import SealedTable
from contracts.financial_years import year_name
from cycles.models import Cycle
from principles.models import Stage
from stages.analyse.selectors.demand import demand_unit
from stages.plan.models import CostLine
from stages.plan.selectors.costs import CostBook, OptionCost, cost_book
from stages.plan.whole_life_cost import (
    CENTRAL,
    NOTHING,
    OWN,
    Amounts,
    WholeLifeCost,
    YearCost,
    YearFunding,
    discount_factor,
)
from stages.records.kinds import plain_text
from ui.wording import day, listed, pounds

NOT_KNOWN = "not known"
FACTOR_PLACES = 4  # as in the tables of the Green Book


@dataclass(frozen=True)
class YearRow:
    name: str
    factor: str
    cost: YearCost
    funding: YearFunding

    @property
    def funding_words(self) -> str:
        if self.funding.cost is None:
            return "The cost is not known"
        if self.funding.short:
            return f"Short of {pounds(self.funding.short)}"
        unsecured = self.funding.unsecured
        return f"Funded, {pounds(unsecured)} of it not secured yet" if unsecured else "Funded"


@dataclass(frozen=True)
class LineRow:
    line: CostLine
    terms: str  # "£24.10 for each of 750 units, from 2027/28 to 2031/32, with pay"
    amounts: Sequence[str]  # of each year of its option, central
    total: str


@dataclass(frozen=True)
class OptionView:
    """One option as the page tells it."""

    priced: OptionCost
    is_chosen: bool
    title: str
    facts: Sequence[str]
    missing: str  # why the cost is not known
    years: Sequence[YearRow]
    lines: Sequence[LineRow]
    against_keeping: str

    @property
    def name(self) -> str:
        return self.priced.option.name

    @property
    def varies(self) -> bool:
        """Whether the cost differs by the demand."""
        return self.cash is not None and len(set(self.cash.values())) > 1

    @property
    def short(self) -> str:
        """“2028/29 is short of £1,000 and 2029/30 of £120,000.”"""
        parts = [short_words(year) for year in self.priced.short_years]
        return f"{listed([parts[0], *(part.replace(' is short of', ' of') for part in parts[1:])])}." if parts else ""

    @property
    def cash(self) -> Amounts | None:
        return self.priced.cost.cash if self.priced.cost else None

    @property
    def discounted(self) -> Amounts | None:
        return self.priced.cost.discounted if self.priced.cost else None


def option_views(book: CostBook) -> list[OptionView]:
    """The chosen option first, those that are ruled out last."""
    chosen = book.chosen.pk if book.chosen else None
    views = [_option_view(book, each, each.option.pk == chosen) for each in book.options]
    return sorted(views, key=lambda view: (not view.is_chosen, view.priced.option.is_ruled_out))


def headline(book: CostBook) -> str:
    """What the page says first."""
    sums = [each.cost.cash[CENTRAL] for each in book.considered if each.cost and each.cost.cash]
    if not sums:
        return "No option has a whole-life cost yet."
    if book.chosen or len(sums) == 1:
        name = next(each.option.name for each in book.considered if each.cost and each.cost.cash)
        return f"“{name}” costs {pounds(sums[0])} over its whole life."
    return f"The options cost from {pounds(min(sums))} to {pounds(max(sums))} over their whole life."


def benefits_title(book: CostBook) -> str:
    if book.chosen is None:
        return "What the options save and improve"
    benefits = [benefit for each in book.considered for benefit in each.benefits]
    cashable = sum((each.yearly_amount or NOTHING for each in benefits if each.is_cashable), NOTHING)
    if not cashable:
        return f"“{book.chosen.name}” cuts no budget"
    return f"“{book.chosen.name}” cuts budgets by {pounds(cashable)} a year"


def assumption_facts(cycle: Cycle, book: CostBook) -> list[tuple[str, str]]:
    """What all costs rest on, by what it is called."""
    shared, basis = book.assumptions, book.basis
    if not shared.first_year:
        return []
    year = year_name(shared.base_year)
    first = year_name(shared.first_year)
    facts = [("Prices", f"Of {year}" if basis else f"Of {year}, the first year of any cost, until you enter another")]
    if any(line.uses_demand for each in book.options for line in each.lines):
        of = f" of {unit}" if (unit := demand_unit(cycle)) else ""
        rule = "a financial year takes the projection of the calendar year in which it starts"
        facts.append(("Demand", f"The volume{of} that was projected in Analyse: {rule}"))
    used = {line.uplift for each in book.options for line in each.lines}
    for uplift in cycle.edition.figures.get("uplifts", []):
        if uplift["code"] in used:
            rates = [
                f"{in_percent(percent)} from {year_name(start)}" for start, percent in shared.uplifts[uplift["code"]]
            ]
            facts.append((uplift["name"], f"{', '.join(rates)} (planning assumption of the council)"))
    facts.append(
        ("Discounting", f"{in_percent(shared.discount_percent)} a year; {first} is year 0 and is not discounted")
    )
    facts.append(("VAT", (basis and basis.vat_note) or "Left out where the council recovers it"))
    if basis and basis.confirmed_on and basis.confirmed_cost is not None:
        facts.append(("Confirmed by Finance", f"{pounds(basis.confirmed_cost)} on {day(basis.confirmed_on)}"))
    else:
        facts.append(("Confirmed by Finance", "Not yet"))
    return facts


def short_words(year: YearFunding) -> str:
    return f"{year_name(year.year)} is short of {pounds(year.short)}"


def missing_words(book: CostBook, cost: WholeLifeCost) -> str:
    """Why a cost is not known: "no demand is projected for 2031/32"."""
    demand = [year_name(each.year) for each in cost.missing if not each.uplift]
    parts = [f"no demand is projected for {listed(demand)}"] if demand else []
    for code in dict.fromkeys(each.uplift for each in cost.missing if each.uplift):
        years = [year_name(each.year) for each in cost.missing if each.uplift == code]
        parts.append(f"the framework has no rate of “{book.uplift_names.get(code, code)}” for {listed(years)}")
    return listed(parts)


def against_keeping(book: CostBook, priced: OptionCost) -> str:
    """What an option costs more or less than keeping things as they are, in cash with the central projection."""
    keep = book.kept_as_is
    if keep is None or keep is priced or not (keep.cost and keep.cost.cash and priced.cost and priced.cost.cash):
        return ""
    difference = priced.cost.cash[CENTRAL] - keep.cost.cash[CENTRAL]
    if not difference:
        return "The same"
    return f"{pounds(abs(difference))} {'more' if difference > 0 else 'less'}"


def sealed_costs(cycle: Cycle, stage: str) -> Iterator[SealedTable]:
    """The cost of every option by year, for the pack of the Plan gate."""
    if stage != Stage.PLAN:
        return
    book = cost_book(cycle)
    if not any(each.cost for each in book.options):
        return
    columns = ["Option and year", "Central", "Low", "High", "Discounted", "Only if extended", "Funded", "Short of"]
    rows = []
    for each in book.options:
        if each.cost is None:
            continue
        for year, funding in zip(each.cost.years, each.funding, strict=True):
            extension = pounds(year.in_extension) if year.in_extension is not None else NOT_KNOWN
            money = [pounds(funding.funded), pounds(funding.short) if funding.short else ""]
            costs = [NOT_KNOWN] * 4
            if year.cash is not None and year.discounted is not None:
                costs = [pounds(year.cash[scenario]) for scenario in (CENTRAL, "low", "high")]
                costs.append(pounds(year.discounted[CENTRAL]))
            cells = [*costs, extension, *money]
            rows.append((f"{each.option.pk}-{year.year}", [f"{each.option.name}, {year_name(year.year)}", *cells]))
    sentences = [view.title for view in option_views(book) if view.priced.cost]
    yield SealedTable("whole-life-cost", "Whole-life cost", columns, rows, sentences)


def _option_view(book: CostBook, priced: OptionCost, is_chosen: bool) -> OptionView:
    cost, name = priced.cost, priced.option.name
    difference = against_keeping(book, priced)
    if cost is None:
        return OptionView(priced, is_chosen, f"“{name}” has no cost yet", [], "", [], [], difference)
    facts, missing = [], missing_words(book, cost)
    if cost.cash is None:
        title = f"The cost of “{name}” is not known: {missing}"
    else:
        span = f"{year_name(cost.years[0].year)} to {year_name(cost.last_year)}"
        title = f"“{name}” costs {pounds(cost.cash[CENTRAL])} from {span}"
        compared = "the same as keeping things as they are" if difference == "The same" else ""
        compared = compared or (f"{difference} than keeping things as they are" if difference else "")
        title = f"{title}, {compared}" if compared else title
        facts = list(_facts(book, priced, cost))
    percent = book.assumptions.discount_percent
    years = [
        YearRow(
            year_name(year.year),
            f"{float(discount_factor(year.year - book.assumptions.first_year, percent)):.{FACTOR_PLACES}f}",
            year,
            funding,
        )
        for year, funding in zip(cost.years, priced.funding, strict=True)
    ]
    lines = []
    for line, line_cost in zip(priced.lines, cost.lines, strict=True):
        amounts = []
        for each in cost.years:
            known = line_cost.years.get(each.year)
            unknown = NOT_KNOWN if line.first_year <= each.year <= line.last_year else ""
            amounts.append(unknown if known is None else pounds(known[CENTRAL]))
        total = NOT_KNOWN if line_cost.total is None else pounds(line_cost.total)
        lines.append(LineRow(line, terms_in_words(line, book.uplift_names), amounts, total))
    return OptionView(priced, is_chosen, title, facts, missing, years, lines, difference)


def _facts(book: CostBook, priced: OptionCost, cost: WholeLifeCost) -> Iterator[str]:
    """Sentences below the title of an option whose cost is known."""
    assert cost.cash is not None and cost.discounted is not None
    low, high = cost.cash["low"], cost.cash["high"]
    if low != high:
        yield f"With low demand it costs {pounds(low)}, with high demand {pounds(high)}."
    present = f"Discounted to {year_name(book.assumptions.first_year)} it is worth {pounds(cost.discounted[CENTRAL])}"
    yield f"{present}, at {in_percent(book.assumptions.discount_percent)} a year."
    if cost.in_extension:
        yield f"{pounds(cost.in_extension)} of it falls due only if the agreement is extended."
    if savings := priced.benefits_in_pounds(cashable=True):
        until, net = year_name(cost.last_year), cost.cash[CENTRAL] - savings
        yield f"Cashable savings to {until} come to {pounds(savings)}, which leaves {pounds(net)} net."
    if others := priced.benefits_in_pounds(cashable=False):
        yield f"Benefits that cut no budget come to {pounds(others)}; they are not taken off."


def in_percent(value: Decimal) -> str:
    """3.5%, 20%."""
    return f"{plain_text(value)}%"


def terms_in_words(line: CostLine, uplift_names: Mapping[str, str]) -> str:
    """What a line is worked out from: "£24.10 for each unit of the projected demand, 2027/28 to 2031/32, with pay"."""
    if line.uses_demand:
        amount = f"{pounds(line.amount)} for each unit of the projected demand"
    elif line.volume is not None:
        amount = f"{pounds(line.amount)} for each of {plain_text(line.volume)} units a year"
    else:
        amount = f"{pounds(line.amount)} a year"
    years = [year_name(line.first_year), year_name(line.last_year)]
    parts = [amount, " to ".join(dict.fromkeys(years))]
    if line.uplift == OWN:
        parts.append(f"rising by {in_percent(line.own_percent or NOTHING)} a year")
    elif line.uplift:
        parts.append(f"rising with “{uplift_names.get(line.uplift, line.uplift)}”")
    if line.vat_added:
        parts.append(f"with VAT of {in_percent(line.vat_added)}")
    if line.in_extension:
        parts.append("only if extended")
    return ", ".join(parts)
