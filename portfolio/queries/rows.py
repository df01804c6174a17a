"""The cycles that somebody asked for, as a list's rows, a board's columns and a timeline's lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum, prefetch_related_objects

from commissioning.lanes import Lane, Scale, lane
from commissioning.wording import day
from cycles.days import ONE_DAY
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.queries.dates import Dates, dates_of, spared
from cycles.queries.progress import Progress, progress_of
from cycles.timetable import BY_CODE

CARDS = 25  # in a column of the board; the list has the others


@dataclass(frozen=True)
class Row:
    """One cycle as a line of the list or a card of the board. An ended cycle has no progress."""

    cycle: Cycle
    progress: Progress | None

    @property
    def next_step(self) -> str:
        found = BY_CODE.get(self.cycle.next_milestone)
        return found.name if found else ""

    @property
    def slack(self) -> str:
        return spared(self.cycle.slack)


def rows_of(cycles: Sequence[Cycle], *, drafts: bool) -> list[Row]:
    """With what is met of their gates, for those who read drafts: in one query."""
    progress = progress_of(cycles) if drafts else {}
    return [Row(cycle, progress.get(cycle.pk)) for cycle in cycles]


@dataclass(frozen=True)
class Column:
    """One stage of the board: how many cycles there are in all, what they cost a year, and the first of them."""

    stage: str
    count: int
    yearly: Decimal | None
    rows: list[Row]

    @property
    def name(self) -> str:
        return CycleStage(self.stage).label

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def board(found: QuerySet[Cycle], *, drafts: bool) -> list[Column]:
    """The four stages, in each the cycles with the least slack first; in a fixed number of queries."""
    sums = {
        stage: (count, yearly)
        for stage, count, yearly in found.order_by()
        .filter(stage__in=LIVE_STAGES)
        .values_list("stage")
        .annotate(Count("pk"), Sum("yearly_value"))
    }
    cards = {stage: list(found.filter(stage=stage)[:CARDS]) for stage in LIVE_STAGES}
    rows = {row.cycle.pk: row for row in rows_of([cycle for some in cards.values() for cycle in some], drafts=drafts)}
    return [
        Column(stage, *sums.get(stage, (0, None)), [rows[cycle.pk] for cycle in cards[stage]]) for stage in LIVE_STAGES
    ]


@dataclass(frozen=True)
class Line:
    """One cycle on the timeline: its stages as they were and are planned, and what must not be missed."""

    row: Row
    dates: Dates

    @property
    def tender_by(self) -> date | None:
        """The last safe day to start the tender, while it has not started."""
        found = next((line for line in self.dates.lines if line.row.milestone == "tender"), None)
        return found.row.last_safe if found and not found.is_past else None

    @property
    def ends(self) -> date:
        """The day on which the present arrangement ends: the one before the need-by date."""
        return self.row.cycle.need_by - ONE_DAY

    @property
    def says(self) -> str:
        """The same in words, for who does not see it."""
        tender = f"Tender must start by {day(self.tender_by)}. " if self.tender_by else ""
        return f"{tender}The present arrangement ends on {day(self.ends)}."

    def on(self, scale: Scale) -> Lane:
        return lane(scale, self.dates.bars, self.dates.on, tender_by=self.tender_by, ends=self.ends)


def lines_of(cycles: Sequence[Cycle], on: date) -> list[Line]:
    """In one query more, for the dates of all of them."""
    prefetch_related_objects(cycles, "dates")
    return [Line(Row(cycle, None), dates_of(cycle, on)) for cycle in cycles]
