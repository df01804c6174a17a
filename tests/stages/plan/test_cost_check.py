"""What the check of the whole-life cost says of what is recorded, and what the costs of a cycle are to other apps."""

from __future__ import annotations

from decimal import Decimal

from cycles.models import Cycle
from stages.plan.selectors.costs import whole_life_costs
from stages.records.kinds import all_kinds
from stages.records.models import StageRecord, StoredFinding
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW
from tests.stages.plan.costs import basis, benefit, confirmed_costs, cost, fund, option

HOLDS = (
    "“External supplier” costs £200,000 over its whole life; every year is funded, £100,000 of it not secured yet, and"
    " Finance confirmed £200,000 on 20 November 2026."
)


def found(cycle: Cycle) -> tuple[str, str]:
    row = StoredFinding.objects.get(cycle=cycle, check_name="whole_life_cost_confirmed")
    return row.result, row.sentence


def change(cycle: Cycle, code: str, row: StageRecord, **values: object) -> None:
    change_table(cycle, all_kinds()[code], [RowInput(values, row.pk)], actor=cycle.lead, at=NOW)


def test_with_options_alone_nothing_is_known(plan: Cycle) -> None:
    option(plan)
    assert found(plan) == ("unknown", "No cost is recorded yet.")


def test_it_holds_step_by_step(plan: Cycle) -> None:
    """Each step is what the sentence before it asks for."""
    row = option(plan)
    fund(plan, 2027, is_secured=True)
    assert found(plan) == ("fails", "“External supplier” has no whole-life cost yet.")
    cost(row)
    assert found(plan) == ("fails", "2028/29 is short of £100,000 for “External supplier”.")
    fund(plan, 2028, "99999.99")
    assert found(plan) == ("fails", "2028/29 is short of £0.01 for “External supplier”.")
    fund(plan, 2028, "0.01", fund="Reserve", is_secured=True)
    assert found(plan) == (
        "fails",
        "The year of the prices is not recorded, nor whether Finance has confirmed the cost.",
    )
    basis(plan)
    assert found(plan) == ("holds", HOLDS.replace("£100,000", "£99,999.99"))


def test_without_a_word_of_finance_it_fails(plan: Cycle) -> None:
    row = option(plan)
    cost(row, 0)
    basis(plan, None)
    assert found(plan) == ("fails", "Finance has not confirmed the whole-life cost.")


def test_what_finance_confirmed_has_to_be_what_it_costs_now(plan: Cycle) -> None:
    row = confirmed_costs(plan)
    assert found(plan) == ("holds", HOLDS)
    fund(plan, 2028, 1)
    cost(row, 1, 2028, 2028, name="Exit", kind="exit")
    result, sentence = found(plan)
    assert result == "fails"
    assert sentence == (
        "Finance confirmed £200,000 at prices of 2026/27, but “External supplier” now costs £200,001."
        " Ask Finance to confirm it again."
    )


def test_a_benefit_needs_an_owner_and_a_start(plan: Cycle) -> None:
    row = confirmed_costs(plan)
    other = benefit(row, what="Cleaner streets", kind="benefit", owner=None, first_year=None)
    assert found(plan) == ("fails", "Nobody owns “Cleaner streets”.")
    change(plan, "benefits", other, owner=plan.lead)
    assert found(plan) == ("fails", "It is not said from when “Cleaner streets” counts.")
    change(plan, "benefits", other, first_year=2027)
    assert found(plan) == ("holds", HOLDS)


def test_every_option_that_is_not_ruled_out_is_looked_at(plan: Cycle) -> None:
    confirmed_costs(plan)
    keep = option(plan, "Keep as is", "keep")
    assert found(plan) == ("fails", "“Keep as is” has no whole-life cost yet.")
    cost(keep, 90_000)
    result, sentence = found(plan)
    assert result == "holds"
    assert sentence == (
        "2 options cost from £180,000 to £200,000 over their whole life; every year is funded, £100,000 of it not"
        " secured yet, and Finance confirmed £200,000 on 20 November 2026."
    )
    change(plan, "options", keep, is_ruled_out=True, reason="Its providers leave.")
    assert found(plan) == ("holds", HOLDS)


def test_missing_demand_and_missing_rates_are_said(plan: Cycle) -> None:
    row = confirmed_costs(plan)
    line = cost(row, 24, 2027, 2028, name="Care", kind="rate", uses_demand=True)
    assert found(plan) == (
        "fails",
        "The whole-life cost of “External supplier” is not known: no demand is projected for 2027/28 and 2028/29.",
    )
    assert whole_life_costs(plan) == {}
    change(plan, "cost-lines", line, uses_demand=False, volume=Decimal(10), uplift="fuel")
    result, sentence = found(plan)
    assert result == "fails"
    assert sentence == (
        "The whole-life cost of “External supplier” is not known: the framework has no rate of “fuel” for 2027/28 and"
        " 2028/29."
    )


def test_a_cost_of_a_removed_option_stays_and_is_said(plan: Cycle) -> None:
    row = confirmed_costs(plan)
    option(plan, "Keep as is", "keep")
    change_table(plan, all_kinds()["options"], [RowInput(None, row.pk)], actor=plan.lead, at=NOW)
    assert found(plan) == ("fails", "The option of “Price” and 1 more was removed.")


def test_costs_of_the_edition_s_uplifts_by_scenario(plan: Cycle) -> None:
    """Inflation from prices of 2026/27: 1,000 x 1.02 in 2027/28, x 1.02 again in 2028/29: 1,020.00 + 1,040.40."""
    row, other = option(plan), option(plan, "Keep as is", "keep")
    cost(row, 1000, uplift="inflation")
    basis(plan, None)
    assert whole_life_costs(plan) == {row.pk: dict.fromkeys(("low", "central", "high"), Decimal("2060.40"))}
    cost(other, 1, 2027, 2027, vat="added")
    assert whole_life_costs(plan)[other.pk]["central"] == Decimal("1.20")
