"""Cycles as the rows of a list, the cards of a board and the lines of a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects

from commissioning.lanes import Lane, Scale, lane
from commissioning.wording import day
from cycles.models import Cycle, PlannedDate
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
    "yearly_value",
    "service__name",
    "directorate__name",
    "lead__name",
)


@dataclass(frozen=True)
class Row:
    """One cycle as a line of the list or a card of the board. An ended cycle has no progress."""

    cycle: Any  # of as_rows
    progress: Progress | None

    @property
    def next_step(self) -> str:
        found = BY_CODE.get(self.cycle.next_milestone)
        return found.name if found else ""

    @property
    def slack(self) -> str:
        return spared(self.cycle.slack)


def as_rows(listed: QuerySet[Cycle]) -> QuerySet[Any]:
    """With no more of each than a row, a card or a line shows; `ends` comes with what is listed."""
    next_step = PlannedDate.objects.filter(cycle=OuterRef("pk"), milestone=OuterRef("next_milestone"))
    rows = listed.select_related("service", "directorate", "lead").only(*SHOWN)
    return rows.annotate(next_on=Subquery(next_step.values("planned")))


def rows_of(cycles: Sequence[Any], *, drafts: bool) -> list[Row]:
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
    def ends(self) -> date | None:
        """The day on which the present arrangement ends, where somebody has said it."""
        found: date | None = self.row.cycle.ends
        return found

    @property
    def says(self) -> str:
        """The same in words, for who does not see it."""
        tender = f"Tender must start by {day(self.tender_by)}. " if self.tender_by else ""
        ends = f"ends on {day(self.ends)}" if self.ends else "has no known end"
        return f"{tender}The present arrangement {ends}."

    def on(self, scale: Scale) -> Lane:
        return lane(scale, self.dates.bars, self.dates.on, tender_by=self.tender_by, ends=self.ends)


def lines_of(cycles: Sequence[Any], on: date) -> list[Line]:
    """In one query more, for the dates of all of them."""
    prefetch_related_objects(cycles, "dates")
    return [Line(Row(cycle, None), dates_of(cycle, on)) for cycle in cycles]
