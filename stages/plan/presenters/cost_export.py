"""The costs of a cycle as a file: every line of every option by year, and the sums of the option."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from contracts.financial_years import year_name
from cycles.models import Cycle
from exports.tables import ColumnKind, ExportColumn, ExportTable, Row
from stages.plan.presenters.costs import terms_in_words
from stages.plan.selectors.costs import CostBook, OptionCost
from stages.plan.whole_life_cost import CENTRAL, Amounts

ALL_COSTS = "All costs"
COLUMNS = [
    ExportColumn("option", "Option"),
    ExportColumn("cost", "Cost"),
    ExportColumn("kind", "Kind"),
    ExportColumn("terms", "Worked out from"),
    ExportColumn("year", "Financial year"),
    ExportColumn("central", "Central", ColumnKind.MONEY),
    ExportColumn("low", "Low", ColumnKind.MONEY),
    ExportColumn("high", "High", ColumnKind.MONEY),
    ExportColumn("discounted", "Discounted, central", ColumnKind.MONEY),
    ExportColumn("funded", "Funded", ColumnKind.MONEY),
    ExportColumn("short", "Short of", ColumnKind.MONEY),
]


def cost_export(cycle: Cycle, book: CostBook) -> ExportTable:
    """What is not known is an empty cell."""
    rows = [row for each in book.options for row in _rows_of(each, book.uplift_names)]
    return ExportTable(
        title="Whole-life cost",
        query="",
        filters=[("Cycle", f"{cycle.reference} {cycle.service}")],
        columns=COLUMNS,
        find=lambda: range(len(rows)),
        read=lambda keys: [rows[key] for key in keys],
        hidden=dict,
        note="In cash, without the VAT that the council recovers; an empty cell is a figure that is not known",
    )


def _rows_of(priced: OptionCost, uplift_names: Mapping[str, str]) -> Iterator[Row]:
    if priced.cost is None:
        return
    name = priced.option.name
    for line, cost in zip(priced.lines, priced.cost.lines, strict=True):
        for year in cost.terms.years:
            money = _three(cost.years.get(year))
            said = [line.get_kind_display(), terms_in_words(line, uplift_names)]
            yield [name, line.name, *said, year_name(year), *money, None, None, None]
    for each, funding in zip(priced.cost.years, priced.funding, strict=True):
        discounted = each.discounted[CENTRAL] if each.discounted else None
        short = None if funding.cost is None else funding.short
        money = [*_three(each.cash), discounted, funding.funded, short]
        yield [name, ALL_COSTS, "", "", year_name(each.year), *money]


def _three(amounts: Amounts | None) -> list[Decimal | None]:
    return [amounts[CENTRAL], amounts["low"], amounts["high"]] if amounts else [None, None, None]
