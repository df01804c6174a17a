"""What the whole-life cost says to the check of the Plan gate: `settings.STORED_CHECKS`."""

from __future__ import annotations

from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from contracts.financial_years import year_name
from cycles.models import Cycle
from stages.plan.presenters.costs import missing_words, short_words
from stages.plan.selectors.costs import CostBook, cost_book
from stages.plan.whole_life_cost import CENTRAL, NOTHING
from stages.records.presenters.wording import first_and_more
from ui.wording import counted, day, pounds


def whole_life_cost_confirmed(cycle: Cycle) -> Finding:
    """Whether cost, funding of every year and benefits are known of the chosen option, and Finance confirmed it.

    Until an option is chosen, of all that are not ruled out.
    """
    book = cost_book(cycle)
    if book.is_empty:
        return Finding(UNKNOWN, "No cost is recorded yet.")
    looked_at = tuple(each.option.name for each in book.considered)
    if fault := _fault_of_costs(book) or _fault_of_benefits(book) or _fault_of_confirmation(book):
        return Finding(FAILS, fault, looked_at)
    sums = [each.cost.cash[CENTRAL] for each in book.considered if each.cost and each.cost.cash]
    assert book.basis is not None and book.basis.confirmed_on is not None
    unsecured = max(sum((year.unsecured for year in each.funding), NOTHING) for each in book.considered)
    funded = f"every year is funded, {pounds(unsecured)} of it not secured yet" if unsecured else "every year is funded"
    confirmed = f"{funded}, and Finance confirmed {pounds(book.basis.confirmed_cost)}"
    on = f"on {day(book.basis.confirmed_on)}"
    if len(sums) == 1:
        (name,) = looked_at
        return Finding(HOLDS, f"“{name}” costs {pounds(sums[0])} over its whole life; {confirmed} {on}.", looked_at)
    costs = f"{counted(len(sums), 'option')} cost from {pounds(min(sums))} to {pounds(max(sums))}"
    return Finding(HOLDS, f"{costs} over their whole life; {confirmed} {on}.", looked_at)


def _fault_of_costs(book: CostBook) -> str:
    """What is missing of costs and funding, "" where nothing is."""
    if not book.considered:
        return "No option is left that is not ruled out."
    if book.lost:
        return f"The option of {first_and_more([str(row) for row in book.lost])} was removed."
    if unpriced := [each.option.name for each in book.considered if each.cost is None]:
        return f"{first_and_more(unpriced)} {'has' if len(unpriced) == 1 else 'have'} no whole-life cost yet."
    for each in book.considered:
        if each.cost and each.cost.missing:
            return f"The whole-life cost of “{each.option.name}” is not known: {missing_words(book, each.cost)}."
    for each in book.considered:
        if each.short_years:
            words = short_words(each.short_years[0])
            more = len(each.short_years) - 1
            also = f", and {counted(more, 'more year', 'more years')} of it" if more else ""
            return f"{words} for “{each.option.name}”{also}."
    return ""


def _fault_of_benefits(book: CostBook) -> str:
    benefits = [benefit for each in book.considered for benefit in each.benefits]
    if unowned := [each.what for each in benefits if each.owner is None or not each.owner.is_active]:
        return f"Nobody owns {first_and_more(unowned)}."
    if undated := [each.what for each in benefits if each.first_year is None]:
        return f"It is not said from when {first_and_more(undated)} {'counts' if len(undated) == 1 else 'count'}."
    return ""


def _fault_of_confirmation(book: CostBook) -> str:
    """What Finance confirmed has to be what is worked out today: prices, demand and uplifts may have changed since."""
    basis = book.basis
    if basis is None:
        return "The year of the prices is not recorded, nor whether Finance has confirmed the cost."
    if basis.confirmed_on is None or basis.confirmed_cost is None:
        return "Finance has not confirmed the whole-life cost."
    costs = {each.option.name: each.cost.cash[CENTRAL] for each in book.considered if each.cost and each.cost.cash}
    if basis.confirmed_cost in costs.values():
        return ""
    confirmed = f"Finance confirmed {pounds(basis.confirmed_cost)} at prices of {year_name(basis.price_base_year)}"
    if len(costs) == 1:
        ((name, cost),) = costs.items()
        return f"{confirmed}, but “{name}” now costs {pounds(cost)}. Ask Finance to confirm it again."
    return f"{confirmed}, but no option costs that now. Ask Finance to confirm it again."
