"""A cycle's dates as pages show them: the state of each milestone, the next one, and sentences about both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone

from cycles.models import LIVE_STAGES, Cycle, CycleStage, PlannedDate, Running
from cycles.timetable import (
    BY_CODE,
    MILESTONES,
    Basis,
    first_plan,
    last_safe_dates,
    milestone_for,
    review_due,
    slack,
    standstill_rule,
)
from ui.wording import counted, day

STAGE_LABELS = {stage.value: str(stage.label) for stage in CycleStage}
ORDER = {milestone.code: place for place, milestone in enumerate(MILESTONES)}

# What is still possible when it is too late for the usual way, by the step that is late.
MORE_TIME = "Extend the present arrangement, and move the need-by date with it"
MORE_TIME_IF_NEW = "Start the new service later: nothing runs yet that would end before it"
BEFORE_AWARD = ("Shorten the term or narrow the scope, so that a shorter route or a smaller tier fits",)
AFTER_AWARD = (
    "Agree a later start, and bridge the time between with the present arrangement",
    "Start with part of the service, and bring in the rest in steps",
)
OF_EXTENSION = (
    "Agree the extension with the provider all the same: the agreement may allow late notice",
    "Start the next cycle at once, and bridge the time between by a short agreement on record",
)
OF_REVIEW = (
    "Finish the review as soon as you can: its gate can still be decided",
    "Start the next cycle now: it need not wait for this Review gate",
    "Record an exception to the check of this gate: the next step could not be decided in time",
)
EXCEPTION = "Ask for an exception to the council’s contract procedure rules, and keep it on record"
URGENCY = (
    "Take the key decision at shorter notice, as a general exception or for special urgency"
    " (regulations 10 and 11 of the Local Authorities (Executive Arrangements) Regulations 2012, SI 2012/2089)"
)


NOT_SETTLED = "Date not settled"  # what councillors read of a planned date that breaks a rule


def slack_in_words(slack_days: int | None, breach: str = "") -> str:
    """Slack in words, the same on every page: "35 working days to spare", "57 working days past its last safe date".

    The rule that a planned date breaks instead; "" for neither.
    """
    if breach:
        return breach
    if slack_days is None:
        return ""
    if slack_days < 0:
        return f"{counted(-slack_days, 'working day')} past its last safe date"
    return f"{counted(slack_days, 'working day')} to spare" if slack_days else "No working day to spare"


@dataclass(frozen=True)
class StartForecast:
    """For a cycle that has not started: by when Analyse must start, and how late it is if that day has passed."""

    basis: Basis
    today: date
    new_service: bool = False

    @property
    def start(self) -> date:
        return last_safe_dates(self.basis)["start_analyse"]

    @property
    def slack(self) -> int:
        """Of the Analyse gate, which the cycle will show once it has started."""
        planned, latest = first_plan(self.basis, self.today), last_safe_dates(self.basis)
        return slack(self.today, planned["analyse_gate"], latest["analyse_gate"])

    @property
    def late(self) -> bool:
        return self.slack < 0

    @property
    def sentence(self) -> str:
        if self.late:
            late = slack_in_words(self.slack)
            return (
                f"There is too little time to go through all four stages in the usual way: the Analyse gate is {late}."
            )
        if self.start < self.today:
            return f"Analyse should have started by {day(self.start)}. The Analyse gate can still be passed in time."
        needed, start, tender = day(self.basis.need_by), day(self.start), last_safe_dates(self.basis).get("tender")
        by_then = milestone_for("tender", self.basis.route).by_then
        starts = "tendering" if by_then == BY_CODE["tender"].by_then else f"the team must {by_then}"
        then = f" and {starts} by {day(tender)}" if tender else ""
        return f"Working back from {needed}, Analyse must start by {start}{then}."

    @property
    def choices(self) -> list[str]:
        if not self.late:
            return []
        return choices("analyse_gate", key_decision=self.basis.key_decision, new_service=self.new_service)


def choices(milestone: str, *, key_decision: bool, new_service: bool = False) -> list[str]:
    """What is still possible where this milestone, by its code, is too late. Nothing runs yet of a new service."""
    if milestone == "review_gate":
        return [*OF_REVIEW]
    if milestone.startswith("extension"):
        return [*OF_EXTENSION]
    if milestone in ("standstill_end", "mobilise", "do_gate"):
        return [*AFTER_AWARD]
    before_decision = BY_CODE[milestone].stage in ("analyse", "plan")
    return [
        MORE_TIME_IF_NEW if new_service else MORE_TIME,
        *BEFORE_AWARD,
        URGENCY if key_decision and before_decision else EXCEPTION,
    ]


class MilestoneState(StrEnum):
    """How a milestone stands: the one vocabulary of every page."""

    DONE = "done"  # it has happened
    NOT_RECORDED = "not_recorded"  # its stage is over, and nobody recorded the day
    ENDED = "ended"  # the cycle ended without it
    BREACH = "breach"  # its planned date breaks a rule
    TOO_LATE = "too_late"  # its last safe date has passed, or it is planned after it
    OVERDUE = "overdue"  # the day for which it was planned has passed, but not its last safe date
    IN_TIME = "in_time"


@dataclass(frozen=True)
class MilestoneStatus:
    """One milestone of a cycle, as it stands today."""

    row: PlannedDate
    cycle: Cycle
    today: date
    for_councillors: bool = False

    @property
    def name(self) -> str:
        return self.row.kind.name

    @property
    def note(self) -> str:
        """Of a standstill that no law asks for: that it is voluntary. Of a planned date: what is to be known of it."""
        if self.row.milestone == "standstill_end":
            cycle, regime_route = self.cycle, self.cycle.regime_route.code if self.cycle.regime_route else ""
            rules = [
                standstill_rule(cycle.edition.figures, route, cycle.regime, regime_route)
                for route in cycle.routes or [""]
            ]
            return "Voluntary" if all(rule is None or rule["voluntary"] for rule in rules) else ""
        return "" if self.is_past else self.row.warning

    @property
    def slug(self) -> str:
        return self.row.milestone.replace("_", "-")

    @property
    def stage_is_over(self) -> bool:
        return stage_is_over(self.cycle, self.row.kind.stage)

    @property
    def state(self) -> MilestoneState:
        if self.row.done_on:
            return MilestoneState.DONE
        if not self.cycle.is_live and not self.cycle.has_passed(self.row.kind.stage):
            return MilestoneState.ENDED
        if self.stage_is_over or self.row.milestone == "start_analyse":
            return MilestoneState.NOT_RECORDED
        if self.row.breach:
            return MilestoneState.BREACH
        if self.is_missed or self.slack < 0:
            return MilestoneState.TOO_LATE
        return MilestoneState.OVERDUE if self.row.planned < self.today else MilestoneState.IN_TIME

    @property
    def is_past(self) -> bool:
        """It has happened, or can no longer be planned."""
        return self.state in (MilestoneState.DONE, MilestoneState.NOT_RECORDED, MilestoneState.ENDED)

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
        """Its last safe date has passed, and it can still happen."""
        over = self.row.done_on or self.stage_is_over or self.row.milestone == "start_analyse"
        return not over and self.row.last_safe < self.today

    @property
    def planned(self) -> str:
        """The planned day as this reader sees it: councillors read no date that breaks a rule as a date."""
        if self.is_past and not self.row.done_on:
            return ""
        return NOT_SETTLED if self.row.breach and self.for_councillors else day(self.row.planned)

    @property
    def day_to_draw(self) -> date:
        """The planned day; for councillors the last safe one where the planned one breaks a rule."""
        return self.row.last_safe if self.row.breach and self.for_councillors else self.row.planned

    @property
    def sentence(self) -> str:
        if self.row.done_on:
            return f"{'Passed' if self.row.kind.is_gate else 'Happened'} on {day(self.row.done_on)}"
        match self.state:
            case MilestoneState.ENDED:
                return f"Not reached: the cycle is {self.cycle.get_stage_display().lower()}"
            case MilestoneState.NOT_RECORDED:
                return "No day recorded"
            case MilestoneState.BREACH:
                reason = f" Reason: {self.row.breach_reason}" if self.row.breach_reason else ""
                return NOT_SETTLED if self.for_councillors else f"{self.row.breach}{reason}"
            case MilestoneState.TOO_LATE:
                return slack_in_words(self.slack) if self.slack else "Past its last safe date"
        spare = slack_in_words(self.slack)
        return (
            f"Was planned for this day; {spare[0].lower()}{spare[1:]}"
            if self.state == MilestoneState.OVERDUE
            else spare
        )


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
    def late(self) -> MilestoneStatus | None:
        """The next milestone, if it is too late for the usual way."""
        return self.next if self.next and (self.next.is_missed or self.next.slack < 0) else None

    @property
    def headline(self) -> str:
        """What must happen next, by when, and how much time the plan leaves."""
        needed = f"The need-by date is {day(self.cycle.need_by)}."
        if self.next is None:
            return needed
        row, left = self.next.row, self.next.slack
        action, last = row.kind.by_then, day(row.last_safe)
        if self.next.is_missed:
            must = f"The last safe date to {action} was {last}."
        else:
            must = f"Working back from that, the team must {action} by {last} at the latest."
        if row.breach and self.next.for_councillors:
            return f"{needed} {must} Its date is not settled."
        planned = f"It {'was' if row.planned < self.today else 'is'} planned for {day(row.planned)}"
        if left < 0:
            return f"{needed} {must} {planned}, which is {counted(-left, 'working day')} past that."
        if self.next.is_missed:
            return f"{needed} {must} {planned}."
        spare = counted(left, "working day") if left else "no working day"
        return f"{needed} {must} {planned}, which leaves {spare} to spare."

    @property
    def choices(self) -> list[str]:
        if not self.late:
            return []
        new = self.cycle.running == Running.NOTHING
        return choices(self.late.row.milestone, key_decision=self.cycle.key_decision, new_service=new)

    @property
    def why(self) -> str:
        """Why the status is what it is: the slack beside the edition's limit for the tier."""
        if self.cycle.slack is None:
            return ""
        if self.cycle.breach:
            settled = any(milestone.for_councillors for milestone in self.milestones)
            return NOT_SETTLED if settled else self.cycle.breach
        enough = self.cycle.edition.figures["slack_on_track_from"][self.cycle.tier]
        left = slack_in_words(self.cycle.slack)
        if self.cycle.slack < 0:
            return f"{self.next.name if self.next else 'The next step'} is {left}."
        within = f" for “{self.next.name}”" if self.next else ""
        is_enough = "It is" if self.cycle.slack >= enough else "It would be"
        return f"{left}{within}. {is_enough} on track with {enough} or more."

    @property
    def bars(self) -> list[tuple[str, date, date, str]]:
        days = {one.row.milestone: one.row.done_on or one.day_to_draw for one in self.milestones}
        return stage_bars(self.cycle, days)


def stage_is_over(cycle: Cycle, stage: str) -> bool:
    return not cycle.is_live or cycle.has_passed(stage)


def stage_bars(cycle: Cycle, days: Mapping[str, date]) -> list[tuple[str, date, date, str]]:
    """Each stage with its name, first and last day, and done, now, stopped or to_come; empty without dates.

    `days` has by milestone the day on which it happened or is planned. A cycle that was stopped ends on that day.
    """
    bars: list[tuple[str, date, date, str]] = []
    if not days:
        return bars
    starts = days["start_analyse"]
    for place, stage in enumerate(LIVE_STAGES, start=1):
        name, until = f"{place} {STAGE_LABELS[stage]}", days.get(f"{stage}_gate")
        if until is None and stage == CycleStage.REVIEW:  # its gate has a date once what follows has a need-by date
            until = cycle.review_on or review_due(cycle.edition.figures, cycle.need_by, starts)
        if stage == cycle.stopped_in and cycle.ended_at:
            bars.append((name, starts, max(starts, timezone.localdate(cycle.ended_at)), "stopped"))
            return bars
        if until is None:
            continue
        state = "done" if stage_is_over(cycle, stage) else "now" if stage == cycle.stage else "to_come"
        bars.append((name, starts, max(starts, until), state))
        starts = max(starts, until)
    return bars


def dates_of(cycle: Cycle, today: date, *, for_councillors: bool = False) -> Dates:
    """The dates that apply; councillors are not told those that break a rule."""
    rows = sorted(
        (row for row in cycle.dates.all() if row.applies), key=lambda row: (row.last_safe, ORDER[row.milestone])
    )
    return Dates(cycle, [MilestoneStatus(row, cycle, today, for_councillors) for row in rows], today)
