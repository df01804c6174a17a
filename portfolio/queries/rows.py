"""Cycles as the rows of a list, the cards of a board and the lines of a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from commissioning.lanes import Lane, Scale, lane
from commissioning.wording import day
from cycles.days import ONE_DAY
from cycles.models import Cycle
from cycles.queries.dates import Dates, dates_of, spared
from cycles.queries.progress import Progress, progress_of
from cycles.timetable import BY_CODE

SHOWN = (
    "reference",
    "number",
    "stage",
    "restricted",
    "next_milestone",
    "slack",
    "status",
    "need_by",
    "yearly_value",
    "service__name",
    "directorate__name",
    "lead__name",
)


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


def as_rows(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """With no more of each than a row, a card or a line shows."""
    return cycles.select_related("service", "directorate", "lead").only(*SHOWN)


def rows_of(cycles: Sequence[Cycle], *, drafts: bool) -> list[Row]:
    """With what is met of their gates, for those who read drafts: in one query."""
    progress = progress_of(cycles) if drafts else {}
    return [Row(cycle, progress.get(cycle.pk)) for cycle in cycles]


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
