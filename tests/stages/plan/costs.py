"""Options with costs, funding and what Finance confirmed, for tests; put in through the real service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cycles.models import Cycle
from stages.plan.models import Benefit, CostBasis, CostLine, Funding, Option
from tests.stages.rows import add


def option(cycle: Cycle, name: str = "External supplier", kind: str = "external", **more: Any) -> Option:
    row = add(cycle, "options", name=name, kind=kind, **more)
    assert isinstance(row, Option)
    return row


def cost(of: Option, amount: int | str = 100_000, first: int = 2027, last: int = 2028, **more: Any) -> CostLine:
    """A price of so much a year; in the tests without an uplift, so that sums can be read off."""
    values: dict[str, Any] = {
        "option": of,
        "name": "Price",
        "kind": "price",
        "amount": Decimal(amount),
        "first_year": first,
        "last_year": last,
    }
    row = add(of.cycle, "cost-lines", **(values | more))
    assert isinstance(row, CostLine)
    return row


def fund(cycle: Cycle, year: int, amount: int | str = 100_000, **more: Any) -> Funding:
    row = add(cycle, "funding", **({"year": year, "fund": "Revenue budget", "amount": Decimal(amount)} | more))
    assert isinstance(row, Funding)
    return row


def benefit(of: Option, **more: Any) -> Benefit:
    values = {"option": of, "what": "Fewer depots", "kind": "saving", "owner": of.cycle.lead, "first_year": 2028}
    row = add(of.cycle, "benefits", **(values | more))
    assert isinstance(row, Benefit)
    return row


def basis(cycle: Cycle, confirmed: int | str | None = 200_000, **more: Any) -> CostBasis:
    values: dict[str, Any] = {"price_base_year": 2026}
    if confirmed is not None:
        values |= {"confirmed_on": date(2026, 11, 20), "confirmed_cost": Decimal(confirmed)}
    row = add(cycle, "cost-basis", **(values | more))
    assert isinstance(row, CostBasis)
    return row


def confirmed_costs(cycle: Cycle) -> Option:
    """An option of £100,000 in 2027/28 and in 2028/29, funded, with a saving, confirmed by Finance."""
    row = option(cycle)
    cost(row)
    fund(cycle, 2027, is_secured=True)
    fund(cycle, 2028)
    benefit(row, yearly_amount=Decimal(15_000), is_cashable=True, budget_line="Depots")
    basis(cycle)
    return row
