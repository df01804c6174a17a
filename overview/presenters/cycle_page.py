"""One cycle on one page: where it is, what blocks it, when, how much, who. In a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grade, User
from accounts.roles import GRADES, roles_of
from approvals.gates import Result
from approvals.models import Condition
from approvals.selectors.conditions import conditions_around
from approvals.selectors.gate_facts import evaluate_gate
from approvals.selectors.signing import Roster
from approvals.selectors.stage_outcomes import StageOutcome, stage_outcomes
from checklists.met import Gap
from checklists.models import Answer
from checklists.selectors.answers import answers_with_details, confirmation_of
from checklists.selectors.progress import Progress, progress_in
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.policies.reading import may_read_work
from cycles.presenters.dates import Dates, dates_of
from overview.presenters.history import HistoryRow, last_changes, rows_of
from overview.presenters.waiting_gates import Waiting, waiting_at
from principles import figures
from ui.wording import counted, day, listed

FIRST_GAPS = 4
LAST_CHANGES = 3
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


@dataclass(frozen=True)
class StageLine:
    """One line of the list beside the ring. `url` is "" where this person does not read the stage's work."""

    number: int
    name: str
    state: str  # done, now, to_come or stopped
    says: str
    url: str


@dataclass(frozen=True)
class Blocker:
    """One gap with where to mend it."""

    gap: Gap
    url: str
    on: date

    @property
    def is_late(self) -> bool:
        return self.gap.late_by(self.on) > 0

    @property
    def says(self) -> str:
        return self.gap.says


@dataclass(frozen=True)
class Adviser:
    person: User
    roles: str


@dataclass(frozen=True)
class CyclePage:
    """`progress` is None for those who do not read drafts, and for a cycle that has ended."""

    cycle: Cycle
    stages: list[StageLine]
    ended: dict[str, StageOutcome]
    progress: Progress | None
    blockers: list[Blocker]
    waiting: Waiting | None
    conditions: list[Condition]
    changes: list[HistoryRow]
    dates: Dates
    advisers: list[Adviser]
    outside: list[tuple[str, str]]
    turns: list[Cycle]
    divisions: list[str]
    sponsor_grade: str
    tier_reason: str

    @property
    def share(self) -> float:
        """How much of the present stage is done, for the ring."""
        return self.progress.met / self.progress.asked if self.progress and self.progress.asked else 0.0

    @property
    def ring_stage(self) -> str:
        """The stage that the ring shows: of a stopped cycle, where it stopped."""
        return self.cycle.stopped_in or self.cycle.stage

    @property
    def small(self) -> str:
        return f"{self.progress.words} met" if self.progress else ""

    @property
    def first_blockers(self) -> list[Blocker]:
        return self.blockers[:FIRST_GAPS]

    @property
    def more_blockers(self) -> list[Blocker]:
        return self.blockers[FIRST_GAPS:]

    @property
    def blocked_title(self) -> str:
        """6 questions block the Plan gate."""
        gate = f"the {CycleStage(self.cycle.stage).label} gate"
        what = "question" if all(blocker.gap.question for blocker in self.blockers) else "thing"
        verb = "blocks" if len(self.blockers) == 1 else "block"
        return f"{counted(len(self.blockers), what)} {verb} {gate}"

    @property
    def last_end(self) -> StageOutcome | None:
        """How the cycle itself ended."""
        return self.ended.get(self.cycle.stopped_in or "review")

    @property
    def earlier(self) -> list[Cycle]:
        return [turn for turn in self.turns if turn.number < self.cycle.number]

    @property
    def later(self) -> list[Cycle]:
        return [turn for turn in self.turns if turn.number > self.cycle.number]

    @property
    def turn(self) -> str:
        """Which turn of the loop this is: "Second time round for this service"."""
        number = self.cycle.number
        ordinal = ORDINALS[number - 1] if number <= len(ORDINALS) else f"Number {number}:"
        return f"{ordinal} time round for this service"


def cycle_page(user: User, cycle: Cycle, turns: list[Cycle], on: date) -> CyclePage:
    """All of it, `turns` being those of its service that the person may see."""
    promises = conditions_around(cycle)
    ended = stage_outcomes(cycle, promises)
    waits = waiting_at(cycle, user, on)
    reads_drafts = roles_of(user).is_officer
    answers = _answers(cycle.pk, cycle.stage)
    asked = [answer for answer in answers if answer.question.stage == cycle.stage]
    progress = progress_in(asked) if reads_drafts and cycle.is_live else None
    blocked = progress and not waits
    inside, outside = _confirmers(answers)
    return CyclePage(
        cycle=cycle,
        stages=[_line(user, cycle, stage, ended.get(stage), progress) for stage in LIVE_STAGES],
        ended=ended,
        progress=progress,
        blockers=_blockers(cycle, evaluate_gate(cycle, cycle.stage, on, asked), on) if blocked else [],
        waiting=waits,
        conditions=[promise for promise in promises if promise.binds],  # type: ignore[attr-defined]
        changes=rows_of(cycle, last_changes(user, cycle, LAST_CHANGES), linked=reads_drafts),
        dates=dates_of(cycle, on),
        advisers=inside,
        outside=outside,
        turns=turns,
        divisions=[] if cycle.all_divisions else [division.name for division in cycle.divisions.all()],
        sponsor_grade=_grade(cycle, on),
        tier_reason=_tier_reason(cycle),
    )


def _line(user: User, cycle: Cycle, stage: str, ended: StageOutcome | None, progress: Progress | None) -> StageLine:
    place = LIVE_STAGES.index(stage)
    state = _state(cycle, stage)
    url = reverse("stage", args=[cycle.reference, stage]) if may_read_work(user, cycle, stage) else ""
    return StageLine(place + 1, CycleStage(stage).label, state, _says(cycle, state, ended, progress), url)


def _state(cycle: Cycle, stage: str) -> str:
    if cycle.has_passed(stage):
        return "done"
    if stage == cycle.stopped_in:
        return "stopped"
    return "now" if stage == cycle.stage else "to_come"


def _says(cycle: Cycle, state: str, ended: StageOutcome | None, progress: Progress | None) -> str:
    if state == "done" and ended:
        conditions = f", {ended.conditions_in_words}" if ended.conditions else ""
        return f"Gate passed {day(timezone.localdate(ended.at))}{conditions}"
    if state == "stopped" and ended:
        return f"Stopped here {day(timezone.localdate(ended.at))}"
    if state == "now" and progress:
        return f"{progress.met} of {counted(progress.asked, 'question')} met"
    if state == "now":
        return f"Since {day(timezone.localdate(cycle.stage_since))}"
    return "To come" if cycle.is_live else "Not reached"


def _blockers(cycle: Cycle, result: Result, on: date) -> list[Blocker]:
    """The latest first, then the soonest due, then as the gate tells them."""
    gaps = sorted(result.gaps, key=lambda gap: (gap.due is None, gap.due or on))
    return [Blocker(gap, _where(cycle, gap), on) for gap in gaps]


def _where(cycle: Cycle, gap: Gap) -> str:
    if gap.question:
        return reverse("question", args=[cycle.reference, cycle.stage, gap.question.lower()])
    names = {"condition": "conditions", "undecided": "cycle-edit"}
    return reverse(names[gap.kind], args=[cycle.reference]) if gap.kind in names else ""


def _answers(cycle: int, stage: str) -> list[Answer]:
    """What this stage asks, and whatever somebody confirms."""
    return list(answers_with_details().filter(Q(question__stage=stage) | Q(current__isnull=False), cycle=cycle))


def _confirmers(answers: Iterable[Answer]) -> tuple[list[Adviser], list[tuple[str, str]]]:
    """The advisers asked, each once with what they were asked as; and outside confirmers whose word is recorded."""
    people: dict[User, list[str]] = defaultdict(list)
    outside: dict[str, str] = {}
    for answer, row in ((answer, confirmation_of(answer)) for answer in answers):
        role = answer.question.confirmer.name
        if row and row.asked_of is None:
            outside[role] = row.outside_name
        elif row and row.asked_of and role not in people[row.asked_of]:
            people[row.asked_of].append(role)
    return [Adviser(person, listed(roles)) for person, roles in people.items()], list(outside.items())


def _grade(cycle: Cycle, on: date) -> str:
    """The highest grade that the sponsor holds in the cycle's directorate, or ""."""
    managers = Roster.of(cycle, on).managers
    held = [grade for grade in GRADES if cycle.sponsor in managers[cycle.directorate_id, grade]]
    return Grade(held[-1]).label if held else ""


def _tier_reason(cycle: Cycle) -> str:
    """Why the cycle is in its tier, as a sentence."""
    if cycle.tier_override_reason:
        computed = figures.tier_name(cycle.edition.figures, cycle.tier_computed)
        return f"Worked out as {computed.lower()}, then changed: {cycle.tier_override_reason}"
    tier = figures.tier_for(cycle.edition.figures, cycle.whole_life_value, cycle.key_decision, cycle.tier_flags)
    return f"{tier.name.capitalize()} because {tier.reason}"
