"""What runs today for a service and when it ends, for pages, lists, files, filters and figures.

A cycle says what ran before it. What it puts in place itself runs from its need-by date on, once Plan has been passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, DateField, F, Q, Value, When
from django.utils import timezone

from calendars.days import ONE_DAY
from cycles.models import Cycle, CycleStage, Running
from ui.wording import day

AFTER_DO = (CycleStage.REVIEW, CycleStage.CLOSED)


def arrangement_end(today: date, prefix: str = "") -> Case:
    """The last day of what runs; NULL where nothing runs and where its end is not known.

    `prefix` leads from the rows to their cycle: "cycle__".
    """
    own = When(has_own_in_place(today, prefix), then=F(f"{prefix}arrangement_ends"))
    return Case(own, default=F(f"{prefix}running_ends"), output_field=DateField())


def running_kind(today: date, prefix: str = "") -> Case:
    """A value of Running, "" where what runs is not known."""
    own = When(has_own_in_place(today, prefix), then=Value(Running.ARRANGEMENT.value))
    return Case(own, default=F(f"{prefix}running"), output_field=CharField())


def arrangement_source(today: date, prefix: str = "") -> Case:
    """The reference of the agreement that says so, "" where it was typed in the cycle."""
    own = When(has_own_in_place(today, prefix), then=F(f"{prefix}arrangement_source"))
    return Case(own, default=F(f"{prefix}need_by_source"), output_field=CharField())


def has_own_in_place(today: date, prefix: str = "") -> Q:
    """Cycles whose own new arrangement has begun; a stopped one's had begun when it was stopped."""
    stage, stopped_in, need_by = f"{prefix}stage", f"{prefix}stopped_in", f"{prefix}need_by"
    stopped = Q(**{stage: CycleStage.STOPPED})
    begun_before = Q(**{stopped_in: CycleStage.DO, f"{need_by}__lte": F(f"{prefix}ended_at__date")})
    return (
        Q(**{f"{stage}__in": AFTER_DO})
        | Q(**{stage: CycleStage.DO, f"{need_by}__lte": today})
        | (stopped & (Q(**{stopped_in: CycleStage.REVIEW}) | begun_before))
    )


@dataclass(frozen=True)
class RunningArrangement:
    """What runs for a service today. `kind` is a value of Running; `is_own`: the cycle itself put it in place.

    `source` is the reference of the agreement that says so, "" where it was typed in the cycle.
    """

    today: date
    kind: str
    ends: date | None = None
    notice_by: date | None = None
    is_own: bool = False
    source: str = ""

    @property
    def is_over(self) -> bool:
        return self.ends is not None and self.ends < self.today

    @property
    def notice_is_over(self) -> bool:
        return self.notice_by is not None and self.notice_by < self.today

    def leaves_gap(self, need_by: date) -> bool:
        """Whether it ends earlier than the day before the new arrangement must start."""
        return not self.is_own and self.ends is not None and self.ends < need_by - ONE_DAY

    def mismatch(self, need_by: date) -> str:
        """How its end and the need-by date do not meet, in a sentence; "" where one follows the other."""
        if self.is_own or self.ends is None or self.ends == need_by - ONE_DAY:
            return ""
        if self.ends >= need_by:
            return f"What runs today goes on until {day(self.ends)}, after the need-by date, {day(need_by)}."
        first, last = self.ends + ONE_DAY, need_by - ONE_DAY
        when = f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
        return f"What runs today ends on {day(self.ends)}, but the need-by date is {day(need_by)}: nothing runs {when}."


# What running_arrangement asks of a cycle.
ASKED_OF_CYCLE = (
    *("stage", "stopped_in", "ended_at", "need_by", "need_by_source", "running", "running_ends", "running_notice_by"),
    *("arrangement_ends", "extension_notice_by", "arrangement_source"),
)


def running_arrangement(cycle: Cycle, today: date) -> RunningArrangement:
    """The same of one cycle as `running_kind` and `arrangement_end` say of rows."""
    if cycle.stage == CycleStage.STOPPED:
        stage, until = cycle.stopped_in, timezone.localdate(cycle.ended_at) if cycle.ended_at else today
    else:
        stage, until = cycle.stage, today
    if stage in AFTER_DO or (stage == CycleStage.DO and cycle.need_by <= until):
        return _own(cycle, today)
    return RunningArrangement(
        today, cycle.running, cycle.running_ends, cycle.running_notice_by, source=cycle.need_by_source
    )


def _own(cycle: Cycle, today: date) -> RunningArrangement:
    ends, notice_by = cycle.arrangement_ends, cycle.extension_notice_by
    return RunningArrangement(
        today, Running.ARRANGEMENT.value, ends, notice_by, is_own=True, source=cycle.arrangement_source
    )


def replaced_by_successor(previous: Cycle, today: date) -> RunningArrangement:
    """What the next cycle replaces: what this one puts in place, or what ran before it where it was stopped."""
    return running_arrangement(previous, today) if previous.stage == CycleStage.STOPPED else _own(previous, today)
