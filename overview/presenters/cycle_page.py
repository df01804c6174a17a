"""One cycle on one page: where it is, what blocks it, when, how much, who. In a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grade, User
from accounts.roles import roles_of
from accounts.selectors import load_people
from approvals.gates import evaluate
from approvals.models import Condition
from approvals.presenters.routes import route_ahead
from approvals.selectors.conditions import conditions_around
from approvals.selectors.gate_facts import facts_of
from approvals.selectors.signing import Roster
from approvals.selectors.stage_outcomes import StageOutcome, stage_outcomes
from audit.presenters import people_in
from checklists.met import Gap
from checklists.models import Answer
from checklists.selectors.answers import answers_with_details, confirmation_of, of_gates
from checklists.selectors.progress import Progress, progress_in
from contracts.presenters.cycle_agreements import CycleAgreements, cycle_agreements
from contracts.selectors.cycle_agreements import cycles_of_service
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.policies.reading import may_read_decisions, may_read_work
from cycles.presenters.dates import Dates, dates_of
from cycles.selectors.ambitions_and_divisions import read_ambitions_and_divisions
from cycles.selectors.arrangement_end import RunningArrangement, running_arrangement
from cycles.selectors.visibility import not_visible_among
from overview.presenters.history import HistoryRow, last_changes, rows_of
from overview.presenters.leavers import HeldInCycle, left_in_cycle
from overview.presenters.waiting_gates import Waiting, waiting_at
from principles import figures
from ui.wording import counted, day, listed

FIRST_GAPS = 4
LAST_CHANGES = 3
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


@dataclass(frozen=True)
class StageLine:
    """One line of the list beside the ring. `url` leads to what this person reads of the stage, "" where nothing."""

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
    running: RunningArrangement
    agreements: CycleAgreements
    sponsor_grade: str
    tier_reason: str
    other_routes: list[str]
    flags: str
    warning: str
    left: list[HeldInCycle]

    @property
    def mismatch(self) -> str:
        """How the end of what runs and the need-by date do not meet, of a live cycle."""
        return self.running.mismatch(self.cycle.need_by) if self.cycle.is_live else ""

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


def cycle_page(user: User, cycle: Cycle, on: date) -> CyclePage:
    turns, divisions = cycles_of_service(cycle.service_id), read_ambitions_and_divisions(cycle)
    hidden = not_visible_among(user, turns, on)
    promises = conditions_around(cycle)
    reads_drafts = roles_of(user).is_officer
    binding = [promise for promise in promises if promise.binds]  # type: ignore[attr-defined]
    shown = [row for row in binding if row.cycle_id not in hidden]
    ended = stage_outcomes(cycle, promises)
    waits = waiting_at(cycle, user, on)
    # What this stage asks, and whatever somebody confirms.
    shown_answers = of_gates([(cycle, cycle.stage)]) | Q(current__isnull=False)
    answers = list(answers_with_details().filter(shown_answers, cycle=cycle.pk).order_by())
    answers.sort(key=lambda answer: answer.question.position)
    events = last_changes(user, cycle, LAST_CHANGES, hidden)
    people = load_people(
        ([cycle], ("sponsor", "contract_manager")),
        (binding, ("owner", "verifier")),
        ([outcome.decision for outcome in ended.values()], ("decider", "cover_for", "in_place_of")),
        (answers, ("missing_owner", "answered_by", "sent_back_by")),
        ([current for answer in answers if (current := confirmation_of(answer))], ("asked_of",)),
        also=people_in(events),
    )
    asked = [answer for answer in answers if answer.question.stage == cycle.stage]
    progress = progress_in(asked) if reads_drafts and cycle.is_live else None
    roster = Roster.of(cycle, on)
    agreements = cycle_agreements(user, cycle, has_any=any(turn.has_agreements for turn in turns if turn == cycle))
    blockers: list[Blocker] = []
    if progress and not waits:
        unsigned = [step.grade for step in route_ahead(cycle, cycle.stage, on, roster=roster) if not step.signers]
        facts = facts_of({cycle: cycle.stage}, on, asked, signing=False, conditions=binding, viewer=user)[cycle.pk]
        result = evaluate(replace(facts, unsigned_grades=unsigned))
        gaps = sorted(result.gaps, key=lambda gap: (gap.due is None, gap.due or on))
        blockers = [Blocker(gap, _where(cycle, gap)) for gap in gaps]
    inside, outside = _confirmers(answers)
    return CyclePage(
        cycle=cycle,
        stages=[_stage_line(user, cycle, stage, ended.get(stage), progress) for stage in LIVE_STAGES],
        ended=ended,
        progress=progress,
        blockers=blockers,
        waiting=waits,
        conditions=[row for row in shown if reads_drafts or not row.never_to_councillors],
        changes=rows_of(cycle, events, linked=reads_drafts, names={pk: person.name for pk, person in people.items()}),
        dates=dates_of(cycle, on, for_councillors=not reads_drafts),
        advisers=inside,
        outside=outside,
        turns=[turn for turn in turns if turn.pk not in hidden],
        running=running_arrangement(cycle, on),
        agreements=agreements,
        divisions=[] if cycle.all_divisions else divisions,
        sponsor_grade=Grade(held).label if (held := roster.highest_grade(cycle.sponsor, cycle.directorate_id)) else "",
        tier_reason=_tier_reason(cycle),
        other_routes=cycle.route_names[1:],
        flags=figures.flags_in_words(cycle.tier_flags),
        warning=cycle.threshold_warning(on) if cycle.is_live else "",
        left=left_in_cycle(cycle, answers, shown, roster.managers) if reads_drafts and cycle.is_live else [],
    )


def _tier_reason(cycle: Cycle) -> str:
    if cycle.tier_override_reason:
        computed = figures.tier_name(cycle.edition.figures, cycle.tier_computed)
        return f"Worked out as {computed.lower()}, then changed: {cycle.tier_override_reason}"
    tier = figures.tier_for(cycle.edition.figures, cycle.value_with_vat, cycle.key_decision, cycle.tier_flags)
    return f"{tier.name.capitalize()} because {tier.reason}"


def _stage_line(
    user: User, cycle: Cycle, stage: str, ended: StageOutcome | None, progress: Progress | None
) -> StageLine:
    if cycle.has_passed(stage):
        state = "done"
    elif stage == cycle.stopped_in:
        state = "stopped"
    else:
        state = "now" if stage == cycle.stage else "to_come"
    says = "To come" if cycle.is_live else "Not reached"
    if state == "done" and ended:
        conditions = f", {ended.conditions_in_words}" if ended.conditions else ""
        says = f"Gate passed {day(timezone.localdate(ended.at))}{conditions}"
    elif state == "stopped" and ended:
        says = f"Stopped here {day(timezone.localdate(ended.at))}"
    elif state == "now" and progress:
        says = f"{progress.met} of {counted(progress.asked, 'question')} met"
        if progress.optional:
            says += f"; {progress.optional} of them {'is' if progress.optional == 1 else 'are'} optional"
    elif state == "now":
        says = f"Since {day(timezone.localdate(cycle.stage_since))}"
    pages = {"stage": may_read_work, "gate": may_read_decisions}
    page = next((page for page, may_read in pages.items() if may_read(user, cycle, stage)), "")
    url = reverse(page, args=[cycle.reference, stage]) if page else ""
    return StageLine(LIVE_STAGES.index(stage) + 1, CycleStage(stage).label, state, says, url)


def _where(cycle: Cycle, gap: Gap) -> str:
    """The page on which a gap is put right."""
    if gap.question:
        return reverse("question", args=[cycle.reference, cycle.stage, gap.question.lower()])
    names = {"condition": "conditions", "undecided": "cycle-edit"}
    return reverse(names[gap.kind], args=[cycle.reference]) if gap.kind in names else ""


def _confirmers(answers: Iterable[Answer]) -> tuple[list[Adviser], list[tuple[str, str]]]:
    """The advisers asked, each once with what they were asked as; and outside confirmers whose word is recorded."""
    people: dict[User, list[str]] = defaultdict(list)
    outside: dict[str, str] = {}
    for answer in answers:
        row, role = confirmation_of(answer), answer.question.confirmer.name
        if row and row.asked_of is None:
            outside[role] = row.outside_name
        elif row and row.asked_of and role not in people[row.asked_of]:
            people[row.asked_of].append(role)
    return [Adviser(person, listed(roles)) for person, roles in people.items()], list(outside.items())
