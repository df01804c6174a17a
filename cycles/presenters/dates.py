"""A cycle's dates as people read them: each milestone, what comes next, and the sentences that say how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from calendars.days import working_days
from cycles.models import LIVE_STAGES, Cycle, CycleStage, PlannedDate
from cycles.timetable import MILESTONES, Basis, last_safe_dates, slack
from ui.wording import counted, day

ORDER = {one.code: place for place, one in enumerate(MILESTONES)}


CHOICES = (
    "Extend the present arrangement, and move the need-by date with it",
    "Shorten the term or narrow the scope, so that a shorter route or a smaller tier fits",
)


EXCEPTION = "Ask for an exception to the procedure rules, on record"


URGENCY = "Ask for an exception: general exception or special urgency (SI 2012/2089 regs 10 and 11)"


def spared(slack_days: int | None) -> str:
    """Slack in words: "35 working days to spare"; "" where there is none to tell."""
    if slack_days is None:
        return ""
    days = counted(abs(slack_days), "working day")
    return f"{days} too late" if slack_days < 0 else f"{days} to spare"


@dataclass(frozen=True)
class FirstLook:
    """What a need-by date means before a cycle has started: by when Analyse must start, and whether that has passed."""

    basis: Basis
    on: date

    @property
    def start(self) -> date:
        return last_safe_dates(self.basis)["start_analyse"]

    @property
    def late(self) -> bool:
        return self.start < self.on

    @property
    def says(self) -> str:
        if self.late:
            gone = _gone(self.start, self.on)
            usual = f"You are {gone} too late to go through all four stages in the usual way."
            return usual if gone else _just_gone("go through all four stages", self.start)
        needed, start, tender = day(self.basis.need_by), day(self.start), last_safe_dates(self.basis).get("tender")
        then = f" and tendering by {day(tender)}" if tender else ""
        return f"Working back from {needed}, Analyse must start by {start}{then}."

    @property
    def choices(self) -> list[str]:
        return choices(key_decision=self.basis.key_decision) if self.late else []


def _gone(last: date, on: date) -> str:
    """The working days that have gone by since; "" over a weekend or a holiday."""
    days = working_days(last, on)
    return counted(days, "working day") if days else ""


def _just_gone(what: str, last: date) -> str:
    return f"It is too late to {what} in the usual way: the last day for it was {day(last)}."


def choices(*, key_decision: bool) -> list[str]:
    """What is still possible when it is too late."""
    return [*CHOICES, URGENCY if key_decision else EXCEPTION]


@dataclass(frozen=True)
class Line:
    """One milestone of a cycle on one day."""

    row: PlannedDate
    cycle: Cycle
    on: date

    @property
    def name(self) -> str:
        return self.row.kind.name

    @property
    def slug(self) -> str:
        return self.row.milestone.replace("_", "-")

    @property
    def stage_is_over(self) -> bool:
        return not self.cycle.is_live or self.cycle.has_passed(self.row.kind.stage)

    @property
    def is_past(self) -> bool:
        """Its stage is over, or it was said to have happened, or the cycle has begun."""
        return bool(self.row.done_on) or self.stage_is_over or self.row.milestone == "start_analyse"

    @property
    def may_change(self) -> bool:
        """What is to come can be planned anew, and any day but a gate's can be told or taken back."""
        return not self.is_past or (not self.row.kind.is_gate and self.row.milestone != "start_analyse")

    @property
    def is_next(self) -> bool:
        return self.row.milestone == self.cycle.next_milestone

    @property
    def slack(self) -> int:
        return slack(self.on, self.row.planned, self.row.last_safe)

    @property
    def is_missed(self) -> bool:
        """Its last safe date has passed and it has not happened."""
        return not self.is_past and self.row.last_safe < self.on

    @property
    def is_late(self) -> bool:
        """It was planned for a day that has gone."""
        return not self.is_past and self.row.planned < self.on

    @property
    def says(self) -> str:
        if self.row.done_on:
            return f"{'Passed' if self.row.kind.is_gate else 'Happened'} on {day(self.row.done_on)}"
        if self.is_past:
            return "Past"
        if self.is_missed:
            return f"Missed by {gone}" if (gone := _gone(self.row.last_safe, self.on)) else "Missed"
        if self.slack < 0:
            return f"Planned {counted(-self.slack, 'working day')} too late"
        return f"{counted(self.slack, 'working day')} to spare"


@dataclass(frozen=True)
class Dates:
    """All dates of a cycle, and what they come to."""

    cycle: Cycle
    lines: Sequence[Line]
    on: date

    @property
    def next(self) -> Line | None:
        return next((line for line in self.lines if line.is_next), None)

    @property
    def missed(self) -> Line | None:
        """The next milestone, where it is too late for it."""
        return self.next if self.next and self.next.is_missed else None

    @property
    def headline(self) -> str:
        """What must happen next, by when, and how much time the plan leaves."""
        needed = f"Needed by {day(self.cycle.need_by)}."
        if self.missed:
            return f"{needed} {self.too_late}"
        if self.next is None:
            return needed
        kind, row = self.next.row.kind, self.next.row
        must = f"Working back from that, the team must {kind.by_then} by {day(row.last_safe)} at the latest."
        return f"{needed} {must} {self._plan}"

    @property
    def _plan(self) -> str:
        assert self.next is not None
        row, left = self.next.row, self.next.slack
        planned = (
            f"It was planned for {day(row.planned)}" if self.next.is_late else f"It is planned for {day(row.planned)}"
        )
        if left < 0:
            return f"{planned}, which is {counted(-left, 'working day')} too late."
        return f"{planned}, which leaves {counted(left, 'working day')} to spare."

    @property
    def too_late(self) -> str:
        """That the next step can no longer be done properly; its date is told as what it was."""
        if self.missed is None:
            return ""
        kind, last = self.missed.row.kind, self.missed.row.last_safe
        gone = _gone(last, self.on)
        return f"It is {gone} too late to {kind.by_then} in the usual way." if gone else _just_gone(kind.by_then, last)

    @property
    def choices(self) -> list[str]:
        return choices(key_decision=self.cycle.key_decision) if self.missed else []

    @property
    def why(self) -> str:
        """The rule that gave the status."""
        if self.cycle.slack is None:
            return ""
        limits = self.cycle.edition.figures["slack_status"]
        enough, least = limits["on_track_from_working_days"], limits["at_risk_from_working_days"]
        about = f"{self.next.name}: " if self.next else ""
        left = f"{about}{counted(self.cycle.slack, 'working day')} to spare"
        if self.cycle.slack >= enough:
            return f"{left}; on track from {enough}."
        if self.cycle.slack >= least:
            return f"{left}; on track needs {enough}."
        return f"{about}{counted(-self.cycle.slack, 'working day')} too late; at risk needs {least} or more to spare."

    @property
    def bars(self) -> list[tuple[str, date, date, str]]:
        """The stages as they were and are planned: name, first and last day, and done, now or to_come.

        None of a cycle whose dates no daily run has worked out yet.
        """
        if not self.lines:
            return []
        ends = {line.row.milestone: line.row.done_on or line.row.planned for line in self.lines}
        starts, found = ends["start_analyse"], []
        for place, stage in enumerate(LIVE_STAGES, start=1):
            until = ends.get(f"{stage}_gate")
            if until is None:
                continue
            found.append((f"{place} {CycleStage(stage).label}", starts, max(starts, until), self._state(stage)))
            starts = max(starts, until)
        return found

    def _state(self, stage: str) -> str:
        if not self.cycle.is_live or self.cycle.has_passed(stage):
            return "done"
        return "now" if stage == self.cycle.stage else "to_come"


def dates_of(cycle: Cycle, on: date) -> Dates:
    """The milestones in the order of their last safe dates."""
    rows = sorted(
        (row for row in cycle.dates.all() if row.applies), key=lambda row: (row.last_safe, ORDER[row.milestone])
    )
    return Dates(cycle, [Line(row, cycle, on) for row in rows], on)
