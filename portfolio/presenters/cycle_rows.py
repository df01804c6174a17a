"""Cycles as rows of the list, cards of the board and lanes of the timeline.

The rows are dictionaries of plain texts: a template resolves each of them fifty times a page, and tries every name as a
key before it tries it as an attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypedDict

from django.urls import reverse

from accounts.models.lists import short_directorate
from checklists.selectors.progress import Progress, progress_of
from cycles.models import LIVE_STAGES, PlannedDate, Running
from cycles.presenters.dates import NOT_SETTLED, STAGE_LABELS, slack_in_words, stage_bars, stage_is_over
from cycles.timetable import BY_CODE, milestone_for
from portfolio.selectors.columns import PLAIN_COLUMNS
from portfolio.selectors.filters import RUNNING_NAMES
from ui.charts.timeline import Scale, lane
from ui.wording import day, day_short, money, with_leaving

NOT_KNOWN = "Not known"
TYPED = "typed"  # in the cycle: no agreement of the register says it


def ends_in_words(cycle: Any, today: date) -> str:
    """When what runs ends, and what says so; `cycle` has `ends`, `runs` and `ends_source`."""
    if cycle.ends:
        return f"{day_short(cycle.ends, today)} ({cycle.ends_source or TYPED})"
    return RUNNING_NAMES[Running.NOTHING.value] if cycle.runs == Running.NOTHING else NOT_KNOWN


# The text of each plain column, by its key.
CELL_TEXTS: dict[str, Callable[[Any, date], str]] = {
    "ends": ends_in_words,
    "yearly": lambda cycle, today: NOT_KNOWN if cycle.yearly_value is None else money(cycle.yearly_value),
}
RUNS_IN_WORDS = {
    Running.NOTHING.value: "Nothing runs yet: the service is new.",
    "": "What runs today is not known.",
}
DRAWN_MILESTONES = ("start_analyse", "tender", *(f"{stage}_gate" for stage in LIVE_STAGES))


class CycleRow(TypedDict):
    """One cycle as a row of the list or a card of the board.

    An ended cycle has no status, no next step and no progress; without drafts nobody sees progress.
    """

    url: str
    service: str
    reference: str
    number: int
    restricted: bool
    directorate: str
    lead: str
    stage: str  # its code
    stage_label: str
    status: str
    slack: str
    next_step: str  # with the day for which it is planned
    progress: Progress | None
    cells: list[tuple[str, str, str, str]]  # of the plain columns, as the tag `cells` takes them


def cycle_rows(cycles: Sequence[Any], today: date, *, drafts: bool) -> list[CycleRow]:
    """`cycles` come from `rows_of`. One statement counts the questions met, for readers of drafts."""
    progress = progress_of(cycles) if drafts else {}
    plain = [
        (column.label, "num" if column.numeric else "" if column.wraps else "app-nowrap", CELL_TEXTS[column.key])
        for column in PLAIN_COLUMNS
    ]
    rows = []
    for cycle in cycles:
        step = milestone_for(cycle.next_milestone, cycle.route_code).name if cycle.next_milestone else ""
        planned = f", {day_short(cycle.next_on, today)}" if cycle.next_on else ""
        if cycle.next_breach and not drafts:
            planned = f", {NOT_SETTLED[0].lower()}{NOT_SETTLED[1:]}"
        breach = cycle.breach if drafts or not cycle.breach else NOT_SETTLED
        row = CycleRow(
            url=reverse("cycle", args=[cycle.reference]),
            service=cycle.service_name,
            reference=cycle.reference,
            number=cycle.number,
            restricted=cycle.restricted,
            directorate=short_directorate(cycle.directorate_name, cycle.directorate_code),
            lead=with_leaving(cycle.lead_name, cycle.lead_is_active or cycle.stage not in LIVE_STAGES),
            stage=cycle.stage,
            stage_label=STAGE_LABELS[cycle.stage],
            status=cycle.status,
            slack=slack_in_words(cycle.slack, breach),
            next_step=f"{step}{planned}",
            progress=progress.get(cycle.pk),
            cells=[(label, css, text(cycle, today), "") for label, css, text in plain],
        )
        rows.append(row)
    return rows


class TimelineRow(TypedDict):
    """One cycle on the timeline: its stages as they were and are planned, and `description` for who can't see it."""

    url: str
    service: str
    reference: str
    number: int  # of the cycle, among those of its service
    restricted: bool
    status: str
    stage_label: str
    description: str
    blocks: list[tuple[str, str, str, str]]  # of the lane: label, x, width and state
    tender_by: str
    ends: str


def timeline_rows(cycles: Sequence[Any], scale: Scale, today: date) -> list[TimelineRow]:
    """`cycles` come from `lanes_of`. One statement reads the dates that are drawn, of all of them."""
    keys = [cycle.pk for cycle in cycles]
    dates = PlannedDate.objects.filter(cycle__in=keys, milestone__in=DRAWN_MILESTONES, applies=True).order_by()
    days: dict[int, dict[str, date]] = {key: {} for key in keys}
    tenders: dict[int, date] = {}  # last safe starts of tenders that have not happened
    for key, milestone, planned, last_safe, done_on, breach in dates.values_list(
        "cycle", "milestone", "planned", "last_safe", "done_on", "breach"
    ):
        days[key][milestone] = done_on or (last_safe if breach else planned)  # councillors read the timeline too
        if milestone == "tender" and not done_on:
            tenders[key] = last_safe
    rows = []
    for cycle in cycles:
        tender_by = None if stage_is_over(cycle, BY_CODE["tender"].stage) else tenders.get(cycle.pk)
        must = f"Tender must start by {day(tender_by)}. " if tender_by else ""
        said_by = f"by {cycle.ends_source}" if cycle.ends_source else "as typed in the cycle"
        ends = f"ends on {day(cycle.ends)}, {said_by}" if cycle.ends else "has no known end"
        runs = RUNS_IN_WORDS.get(cycle.runs) or f"The present arrangement {ends}."
        drawn = lane(scale, stage_bars(cycle, days[cycle.pk]), today, tender_by=tender_by, ends=cycle.ends)
        row = TimelineRow(
            url=cycle.get_absolute_url(),
            service=cycle.service_name,
            reference=cycle.reference,
            number=cycle.number,
            restricted=cycle.restricted,
            status=cycle.status,
            stage_label=STAGE_LABELS[cycle.stage],
            description=f"{must}{runs}",
            blocks=[(block.label, block.x, block.width, block.state) for block in drawn.blocks],
            tender_by=drawn.tender_by,
            ends=drawn.ends,
        )
        rows.append(row)
    return rows
