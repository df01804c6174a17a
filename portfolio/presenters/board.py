"""The four stages side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from cycles.models import LIVE_STAGES, Cycle
from cycles.presenters.dates import STAGE_LABELS
from portfolio.presenters.cycle_rows import CycleRow, cycle_rows
from portfolio.selectors import pagination
from portfolio.selectors.list_state import ListState
from portfolio.selectors.listed_rows import rows_of
from portfolio.selectors.listing import apply_filters
from portfolio.selectors.pagination import capped_count, count_label
from portfolio.selectors.stages import CARDS, first_of_each_stage, stage_counts, yearly_values
from ui.wording import money_words

MAX_SUMMED = 100  # cycles of a stage: of more no yearly value is shown


@dataclass(frozen=True)
class BoardColumn:
    """One stage: the first of its cycles, and its figures.

    `number`, `yearly_value` and `unknown` are figures, so they leave out restricted cycles, whoever looks; money counts
    the latest turn of a service, as everywhere.
    """

    stage: str
    rows: list[CycleRow]
    query: str  # of the list with all cycles of the stage
    number: int
    yearly_value: Decimal | None
    unknown: int

    @property
    def name(self) -> str:
        return STAGE_LABELS[self.stage]

    @property
    def cards(self) -> list[CycleRow]:
        return self.rows[:CARDS]

    @property
    def has_more(self) -> bool:
        return len(self.rows) > CARDS

    @property
    def count_label(self) -> str:
        return count_label(self.number)

    @property
    def money(self) -> str:
        """£30,000 a year and 6 not known. The sum is of all cycles of the stage, or is not shown."""
        if not self.yearly_value:
            return "yearly value not known" if self.unknown else ""
        unknown = f" and {self.unknown:,} not known" if self.unknown else ""
        return f"{money_words(self.yearly_value)} a year{unknown}"


@dataclass(frozen=True)
class Board:
    """`capped_count` is of all cycles that the person sees, at most one more than is shown."""

    columns: list[BoardColumn]
    capped_count: int

    @property
    def count_label(self) -> str:
        return count_label(self.capped_count)


def board(visible: QuerySet[Cycle], state: ListState, today: date, *, drafts: bool) -> Board:
    """The stages in their order, each with its first cycles in the order of the list."""
    rows = cycle_rows(rows_of(first_of_each_stage(visible, state), today), today, drafts=drafts)
    counts = stage_counts(state)
    restricted = capped_count(apply_filters(visible.filter(restricted=True), state.live))
    summed = [stage for stage in state.live_stages if counts.get(stage, 0) <= MAX_SUMMED]
    sums = yearly_values(state, summed)
    columns = []
    for stage in LIVE_STAGES:
        yearly_value, unknown = sums.get(stage, (None, 0))
        of_stage = [row for row in rows if row["stage"] == stage]
        query = state.with_param("stage", stage)
        columns.append(BoardColumn(stage, of_stage, query, counts.get(stage, 0), yearly_value, unknown))
    return Board(columns, min(sum(counts.values()) + restricted, pagination.MAX_ROWS + 1))
