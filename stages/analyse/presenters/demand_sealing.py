"""What a pack seals of demand besides the series themselves: the projected years, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator

from approvals.packs import SealedTable
from cycles.models import Cycle
from stages.analyse.presenters.demand_facts import EXAMPLE, facts_of, volume_words
from stages.analyse.projection import cost_of
from stages.analyse.selectors.demand import commitment_of, series_of
from stages.records.policies import SEALED_AT

COLUMNS = ("Series", "Area", "Year", "Low", "Central", "High", "Cost of the central volume")


def sealed_demand(cycle: Cycle, stage: str) -> Iterator[SealedTable]:
    """One table of all confirmed series. The sentences say what each comes to, or why it is not projected."""
    if stage not in SEALED_AT["analyse"]:
        return
    rows, sentences = [], []
    commitment = commitment_of(cycle)
    for series in series_of(cycle):
        if series.is_draft:
            continue
        facts = facts_of(series, commitment)
        if facts is None:
            sentences.append(f"{series.name} is not projected. {series.refusal}")
            continue
        doing_nothing = facts.cost_of_doing_nothing
        sentences += [f"{facts.projected}{f'; {doing_nothing} by then' if doing_nothing else ''}.", facts.consequence]
        sentences += [*series.notes, *series.warnings]
        if series.is_invented:
            sentences.append(EXAMPLE)
        for row in series.projected.all():
            cost = "" if series.unit_cost is None else f"£{cost_of(row.central, series.unit_cost):,.2f}"
            cells = [
                series.name,
                row.area or series.area,
                str(row.year),
                *map(volume_words, (row.low, row.central, row.high)),
                cost,
            ]
            rows.append((f"{series.pk}:{row.area}:{row.year}", cells))
    if rows or sentences:
        yield SealedTable("projected-demand", "Projected demand", COLUMNS, rows, sentences)
