"""Whole-life cost by hand, by the Green Book's table, and against an independent computation."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.plan.whole_life_cost import (
    CENTRAL,
    OWN,
    SCENARIOS,
    Assumptions,
    CostTerms,
    MissingFigure,
    YearFunding,
    benefits_until,
    discount_factor,
    funding_by_year,
    rate_of,
    to_the_penny,
    whole_life_cost,
)

PAY = [(2026, Decimal(3)), (2028, Decimal("2.5"))]
PERCENT = Decimal("3.5")


def line(amount: str, first: int, last: int, **more: Any) -> CostTerms:
    return CostTerms(amount, Decimal(amount), first, last, **more)


def assumptions(base: int = 2027, first: int = 2027, **more: Any) -> Assumptions:
    return Assumptions(base, first, PERCENT, {"pay": PAY}, **more)


def volumes(low: str, central: str, high: str) -> dict[str, Decimal]:
    return {"low": Decimal(low), "central": Decimal(central), "high": Decimal(high)}


def same(amount: str) -> dict[str, Decimal]:
    return volumes(amount, amount, amount)


# HM Treasury, Green Book 2022, table 8 (A6): the factors of 3.5% for years 0 to 30.
GREEN_BOOK = (
    "1.0000 0.9662 0.9335 0.9019 0.8714 0.8420 0.8135 0.7860 0.7594 0.7337 0.7089 "
    "0.6849 0.6618 0.6394 0.6178 0.5969 0.5767 0.5572 0.5384 0.5202 0.5026 "
    "0.4856 0.4692 0.4533 0.4380 0.4231 0.4088 0.3950 0.3817 0.3687 0.3563"
)


@pytest.mark.parametrize(("year", "factor"), list(enumerate(GREEN_BOOK.split())))
def test_the_factors_are_those_of_the_green_book(year: int, factor: str) -> None:
    exact = discount_factor(year, PERCENT)
    places = Decimal(exact.numerator) / Decimal(exact.denominator)
    assert str(places.quantize(Decimal("0.0001"), ROUND_HALF_UP)) == factor


def test_a_fixed_price_over_three_years_by_hand() -> None:
    """£100,000 a year in 2027/28 to 2029/30, no uplift. Cash 300,000.

    Discounted: 100,000, then 100,000 / 1.035 = 96,618.357... -> 96,618.36, then 100,000 / 1.071225 = 93,351.070... ->
    93,351.07; together 289,969.43.
    """
    cost = whole_life_cost([line("100000", 2027, 2029)], assumptions())
    assert cost.cash == same("300000.00")
    assert [each.discounted for each in cost.years] == [same("100000.00"), same("96618.36"), same("93351.07")]
    assert cost.discounted == same("289969.43")
    assert (cost.missing, cost.in_extension, cost.last_year) == ([], Decimal(0), 2029)


def test_a_rate_times_demand_with_pay_by_hand() -> None:
    """£24.10 an hour at prices of 2026/27, years 2027/28 and 2028/29; pay rises 3% in 2027/28 and 2.5% in 2028/29.

    2027/28: 24.10 x 1.03 = 24.823; low 90 -> 2,234.07; central 100 -> 2,482.30; high 125 -> 3,102.875 -> 3,102.88.
    2028/29: 24.823 x 1.025 = 25.443575; low 95.5 -> 2,429.8614125 -> 2,429.86; central 110 -> 2,798.79325 -> 2,798.79;
    high 140 -> 3,562.1005 -> 3,562.10.
    """
    demand = {2027: volumes("90", "100", "125"), 2028: volumes("95.5", "110", "140")}
    care = line("24.10", 2027, 2028, uses_demand=True, uplift="pay")
    cost = whole_life_cost([care], assumptions(base=2026, demand=demand))
    assert [each.cash for each in cost.years] == [
        volumes("2234.07", "2482.30", "3102.88"),
        volumes("2429.86", "2798.79", "3562.10"),
    ]
    assert cost.cash == volumes("4663.93", "5281.09", "6664.98")


def test_vat_an_extension_an_own_uplift_and_a_year_without_cost_by_hand() -> None:
    """Set-up of £1,000 with 20% VAT in 2027/28: 1,200.00. Nothing in 2028/29.

    750.25 units a year at £2 in the extension, 2029/30 and 2030/31, rising 4% a year from 2027/28:
    2029/30: 1,500.50 x 1.0816 = 1,622.9408 -> 1,622.94; 2030/31: 1,500.50 x 1.124864 = 1,687.858432 -> 1,687.86.
    Discounted: 1,200 + 0 + 1,622.94 / 1.071225 = 1,515.0318... -> 1,515.03 + 1,687.86 / 1.108717875 = 1,522.3529... ->
    1,522.35; together 4,237.38.
    """
    set_up = line("1000", 2027, 2027, vat_percent=Decimal(20))
    more: dict[str, Any] = {"volume": Decimal("750.25"), "uplift": OWN, "own_percent": Decimal(4), "in_extension": True}
    cost = whole_life_cost([set_up, line("2", 2029, 2030, **more)], assumptions())
    assert [(each.year, each.cash, each.in_extension) for each in cost.years] == [
        (2027, same("1200.00"), Decimal(0)),
        (2028, same("0.00"), Decimal(0)),
        (2029, same("1622.94"), Decimal("1622.94")),
        (2030, same("1687.86"), Decimal("1687.86")),
    ]
    assert (cost.in_extension, cost.discounted) == (Decimal("3310.80"), same("4237.38"))


def test_a_year_without_demand_is_said_and_counts_as_nothing_known() -> None:
    demand = {2027: volumes("1", "2", "3"), 2029: volumes("1", "2", "3")}
    cost = whole_life_cost(
        [line("10", 2027, 2030, uses_demand=True), line("5", 2027, 2030)], assumptions(demand=demand)
    )
    assert cost.missing == [MissingFigure(2028), MissingFigure(2030)]
    assert [each.cash for each in cost.years] == [volumes("15", "25", "35"), None, volumes("15", "25", "35"), None]
    assert (cost.cash, cost.discounted, cost.in_extension) == (None, None, None)
    assert [each.total for each in cost.lines] == [None, Decimal(20)]


def test_a_rate_that_the_edition_has_not_makes_all_later_years_unknown() -> None:
    """At prices of 2024/25 the rate of 2025/26 is missing: those of the edition begin in 2026/27."""
    cost = whole_life_cost([line("10", 2024, 2026, uplift="pay")], assumptions(base=2024, first=2024))
    assert cost.missing == [MissingFigure(2025, "pay")]
    assert [each.cash for each in cost.years] == [same("10"), None, None]


def test_an_uplift_that_the_edition_has_not_is_missing_in_every_year() -> None:
    cost = whole_life_cost([line("10", 2028, 2029, uplift="fuel")], assumptions())
    assert cost.missing == [MissingFigure(2028, "fuel"), MissingFigure(2029, "fuel")]


def test_years_before_the_base_year_are_not_raised() -> None:
    cost = whole_life_cost([line("100", 2027, 2030, uplift="pay")], assumptions(base=2029))
    assert [each.cash for each in cost.years] == [*[same("100")] * 3, same("102.50")]


def test_the_first_year_of_all_options_is_year_0() -> None:
    """An option that begins a year after the others is discounted in its first year: 103.50 / 1.035 = 100."""
    cost = whole_life_cost([line("103.50", 2028, 2028)], assumptions(first=2027))
    assert cost.discounted == same("100.00")


def test_an_option_without_lines_has_no_years() -> None:
    cost = whole_life_cost([], assumptions())
    assert (list(cost.years), cost.cash, cost.missing) == ([], same("0"), [])


@pytest.mark.parametrize(("year", "rate"), [(2025, None), (2026, "3"), (2027, "3"), (2028, "2.5"), (2050, "2.5")])
def test_the_rate_in_force(year: int, rate: str | None) -> None:
    assert rate_of(PAY, year) == (rate and Decimal(rate))


def test_funding_beside_cost() -> None:
    """2027/28 costs 100 and has 40 secured and 50 not: short of 10. 2028/29 has more than it costs."""
    cost = whole_life_cost([line("100", 2027, 2028)], assumptions())
    funding = [
        (2027, Decimal(40), True),
        (2027, Decimal(50), False),
        (2028, Decimal(120), True),
        (2035, Decimal(9), True),
    ]
    years = funding_by_year(cost, funding)
    assert years == [
        YearFunding(2027, Decimal(100), Decimal(90), Decimal(40)),
        YearFunding(2028, Decimal(100), Decimal(120), Decimal(120)),
    ]
    assert [(year.short, year.unsecured) for year in years] == [(Decimal(10), Decimal(50)), (Decimal(0), Decimal(0))]


def test_a_year_whose_cost_is_not_known_is_not_said_to_be_short() -> None:
    cost = whole_life_cost([line("1", 2027, 2027, uses_demand=True)], assumptions())
    (year,) = funding_by_year(cost, [])
    assert (year.cost, year.short, year.unsecured) == (None, Decimal(0), Decimal(0))


def test_benefits_count_from_their_first_year_to_the_last_of_the_option() -> None:
    """2029/30 to 2031/32 are three years of 100; what begins after the end counts for nothing."""
    assert benefits_until(2031, [(2029, Decimal(100)), (2031, Decimal(7)), (2032, Decimal(1000))]) == Decimal(307)


@given(st.integers(0, 10**9))
def test_half_a_penny_counts_as_one(tenths: int) -> None:
    pounds = Fraction(tenths, 1000)
    assert to_the_penny(pounds.numerator, pounds.denominator) == (Decimal(tenths) / 1000).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )


money = st.decimals(0, 10**9, places=2)
percents = st.decimals(0, 25, places=2)
lines = st.builds(
    CostTerms,
    key=st.none(),
    amount=money,
    first_year=st.integers(2025, 2040),
    last_year=st.integers(2040, 2055),
    volume=st.none() | st.decimals(0, 10**7, places=2),
    uses_demand=st.booleans(),
    uplift=st.sampled_from(["", "pay", OWN]),
    own_percent=percents,
    vat_percent=st.sampled_from([Decimal(0), Decimal(5), Decimal(20)]),
    in_extension=st.booleans(),
)


@given(st.lists(lines, min_size=1, max_size=4), st.integers(2026, 2045), percents, st.data())
def test_it_agrees_with_an_independent_computation(
    terms: list[CostTerms], base: int, discount: Decimal, data: st.DataObject
) -> None:
    """The same in plain Decimal with 300 digits, year by year, the factors in another order."""
    demand = {
        year: dict(zip(SCENARIOS, data.draw(st.tuples(*[st.decimals(0, 10**6, places=2)] * 3)), strict=True))
        for year in range(2025, 2056)
    }
    first = min(each.first_year for each in terms)
    cost = whole_life_cost(terms, Assumptions(base, first, discount, {"pay": PAY}, demand))
    with localcontext() as context:
        context.prec = 300
        for scenario in SCENARIOS:
            cash = discounted = Decimal(0)
            for year in range(first, max(each.last_year for each in terms) + 1):
                of_year = sum((_independently(each, year, base, demand[year][scenario]) for each in terms), Decimal(0))
                cash += of_year
                worth = of_year / (1 + discount / 100) ** (year - first)
                discounted += worth.quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert cost.cash is not None
            assert cost.discounted is not None
            assert (cost.cash[scenario], cost.discounted[scenario]) == (cash, discounted)
    assert cost.cash is not None
    totals = [each.total for each in cost.lines]
    assert sum((total for total in totals if total is not None), Decimal(0)) == cost.cash[CENTRAL]


def _independently(each: CostTerms, year: int, base: int, demand: Decimal) -> Decimal:
    if not each.first_year <= year <= each.last_year:
        return Decimal(0)
    units = demand if each.uses_demand else Decimal(1) if each.volume is None else each.volume
    index = Decimal(1)
    for later in range(base + 1, year + 1):
        rates = {"": Decimal(0), "pay": Decimal(3) if later < 2028 else Decimal("2.5"), OWN: each.own_percent}
        index *= (100 + rates[each.uplift]) / 100
    cost = units * each.amount * index * (100 + each.vat_percent) / 100
    return cost.quantize(Decimal("0.01"), ROUND_HALF_UP)
