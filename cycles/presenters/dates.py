"""A cycle's dates as pages show them: the state of each milestone, the next one, and sentences about both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from calendars.days import working_days
from cycles.models import LIVE_STAGES, Cycle, CycleStage, PlannedDate
from cycles.timetable import MILESTONES, Basis, last_safe_dates, slack, standstill_rule
from ui.wording import counted, day

STAGE_LABELS = {stage.value: str(stage.label) for stage in CycleStage}
ORDER = {milestone.code: place for place, milestone in enumerate(MILESTONES)}

# What is still possible when it is too late for the usual way.
CHOICES = (
    "Extend the present arrangement, and move the need-by date with it",
    "Shorten the term or narrow the scope, so that a shorter route or a smaller tier fits",
)
EXCEPTION = "Ask for an exception to the procedure rules, on record"
URGENCY = "Ask for an exception: general exception or special urgency (SI 2012/2089 regs 10 and 11)"


def slack_in_words(slack_days: int | None) -> str:
    """Slack in words: "35 working days to spare"; "" for None."""
    if slack_days is None:
        return ""
    days = counted(abs(slack_days), "working day")
    return f"{days} too late" if slack_days < 0 else f"{days} to spare"


@dataclass(frozen=True)
class StartForecast:
    """For a cycle that has not started: by when Analyse must start, and whether that day has passed."""

    basis: Basis
    today: date

    @property
    def start(self) -> date:
        return last_safe_dates(self.basis)["start_analyse"]

    @property
    def late(self) -> bool:
        return self.start < self.today

    @property
    def sentence(self) -> str:
        if self.late:
            gone = _days_since(self.start, self.today)
            usual = f"You are {gone} too late to go through all four stages in the usual way."
            return usual if gone else _just_too_late("go through all four stages", self.start)
        needed, start, tender = day(self.basis.need_by), day(self.start), last_safe_dates(self.basis).get("tender")
        then = f" and tendering by {day(tender)}" if tender else ""
        return f"Working back from {needed}, Analyse must start by {start}{then}."

    @property
    def choices(self) -> list[str]:
        return choices(key_decision=self.basis.key_decision) if self.late else []


def _days_since(last: date, today: date) -> str:
    """The working days since `last`, in words; "" if there was none, over a weekend or a holiday."""
    days = working_days(last, today)
    return counted(days, "working day") if days else ""


def _just_too_late(action: str, last: date) -> str:
    return f"It is too late to {action} in the usual way: the last day for it was {day(last)}."


def choices(*, key_decision: bool) -> list[str]:
    return [*CHOICES, URGENCY if key_decision else EXCEPTION]


@dataclass(frozen=True)
class MilestoneStatus:
    """One milestone of a cycle, as it stands today."""

    row: PlannedDate
    cycle: Cycle
    today: date

    @property
    def name(self) -> str:
        return self.row.kind.name

    @property
    def note(self) -> str:
        """Of a standstill that no law asks for: that it is voluntary."""
        if self.row.milestone != "standstill_end":
            return ""
        route, regime = self.cycle.delivery_route, self.cycle.legal_regime
        codes = route.code if route else "", regime.code if regime else ""
        rule = standstill_rule(self.cycle.edition.figures, *codes)
        return "Voluntary" if rule and rule["voluntary"] else ""

    @property
    def slug(self) -> str:
        return self.row.milestone.replace("_", "-")

    @property
    def stage_is_over(self) -> bool:
        return stage_is_over(self.cycle, self.row.kind.stage)

    @property
    def is_past(self) -> bool:
        """Its stage is over, or it has happened; Start Analyse is always past."""
        return bool(self.row.done_on) or self.stage_is_over or self.row.milestone == "start_analyse"

    @property
    def may_change(self) -> bool:
        """A milestone to come can be planned anew; any but a gate can be marked as done or not done."""
        return not self.is_past or (not self.row.kind.is_gate and self.row.milestone != "start_analyse")

    @property
    def is_next(self) -> bool:
        return self.row.milestone == self.cycle.next_milestone

    @property
    def slack(self) -> int:
        return slack(self.today, self.row.planned, self.row.last_safe)

    @property
    def is_missed(self) -> bool:
        """Its last safe date has passed and it has not happened."""
        return not self.is_past and self.row.last_safe < self.today

    @property
    def is_late(self) -> bool:
        """The day for which it was planned has passed, and it has not happened."""
        return not self.is_past and self.row.planned < self.today

    @property
    def sentence(self) -> str:
        if self.row.done_on:
            return f"{'Passed' if self.row.kind.is_gate else 'Happened'} on {day(self.row.done_on)}"
        if self.is_past:
            return "Past"
        if self.is_missed:
            return f"Missed by {gone}" if (gone := _days_since(self.row.last_safe, self.today)) else "Missed"
        if self.slack < 0:
            return f"Planned {counted(-self.slack, 'working day')} too late"
        return f"{counted(self.slack, 'working day')} to spare"


@dataclass(frozen=True)
class Dates:
    """All milestones of a cycle in the order of their last safe dates."""

    cycle: Cycle
    milestones: Sequence[MilestoneStatus]
    today: date

    @property
    def next(self) -> MilestoneStatus | None:
        return next((milestone for milestone in self.milestones if milestone.is_next), None)

    @property
    def missed(self) -> MilestoneStatus | None:
        """The next milestone, if its last safe date has passed."""
        return self.next if self.next and self.next.is_missed else None

    @property
    def headline(self) -> str:
        """What must happen next, by when, and how much time the plan leaves."""
        needed = f"Needed by {day(self.cycle.need_by)}."
        if self.next is None:
            return needed
        row, left = self.next.row, self.next.slack
        action, last = row.kind.by_then, row.last_safe
        if self.next.is_missed:
            gone = _days_since(last, self.today)
            late = f"It is {gone} too late to {action} in the usual way." if gone else _just_too_late(action, last)
            return f"{needed} {late}"
        must = f"Working back from that, the team must {action} by {day(last)} at the latest."
        planned = f"It {'was' if self.next.is_late else 'is'} planned for {day(row.planned)}"
        if left < 0:
            return f"{needed} {must} {planned}, which is {counted(-left, 'working day')} too late."
        return f"{needed} {must} {planned}, which leaves {counted(left, 'working day')} to spare."

    @property
    def choices(self) -> list[str]:
        return choices(key_decision=self.cycle.key_decision) if self.missed else []

    @property
    def why(self) -> str:
        """Why the status is what it is: the slack beside the edition's limit for the tier."""
        if self.cycle.slack is None:
            return ""
        enough = self.cycle.edition.figures["slack_on_track_from"][self.cycle.tier]
        name = f"{self.next.name}: " if self.next else ""
        left = f"{name}{counted(self.cycle.slack, 'working day')} to spare"
        if self.cycle.slack >= enough:
            return f"{left}; on track from {enough}."
        if self.cycle.slack >= 0:
            return f"{left}; on track needs {enough}."
        return f"{name}{counted(-self.cycle.slack, 'working day')} too late; at risk needs 0 or more to spare."

    @property
    def bars(self) -> list[tuple[str, date, date, str]]:
        days = {status.row.milestone: status.row.done_on or status.row.planned for status in self.milestones}
        return stage_bars(self.cycle, days)


def stage_is_over(cycle: Cycle, stage: str) -> bool:
    return not cycle.is_live or cycle.has_passed(stage)


def stage_bars(cycle: Cycle, days: Mapping[str, date]) -> list[tuple[str, date, date, str]]:
    """Each stage with its name, first and last day, and done, now or to_come; empty before the first daily run.

    `days` has by milestone the day on which it happened or is planned.
    """
    bars: list[tuple[str, date, date, str]] = []
    if not days:
        return bars
    starts = days["start_analyse"]
    for place, stage in enumerate(LIVE_STAGES, start=1):
        until = days.get(f"{stage}_gate")
        if until is None:
            continue
        state = "done" if stage_is_over(cycle, stage) else "now" if stage == cycle.stage else "to_come"
        bars.append((f"{place} {STAGE_LABELS[stage]}", starts, max(starts, until), state))
        starts = max(starts, until)
    return bars


def dates_of(cycle: Cycle, today: date) -> Dates:
    rows = sorted(
        (row for row in cycle.dates.all() if row.applies), key=lambda row: (row.last_safe, ORDER[row.milestone])
    )
    return Dates(cycle, [MilestoneStatus(row, cycle, today) for row in rows], today)
