"""The live cycles of somebody's own, with what their gates say now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from approvals.models import Condition
from approvals.selectors.conditions import conditions_by_cycle
from approvals.selectors.gate_facts import undecided_values
from approvals.selectors.signing import expected_signers_all
from checklists.checks import FAILS, findings_of
from checklists.models import Answer, ConfirmationState
from checklists.selectors.answers import of_gates
from checklists.selectors.progress import Progress
from cycles.models import LIVE_STAGES, Cycle, CycleStage, Running
from cycles.presenters.dates import slack_in_words
from cycles.selectors.replacements import leaderless_cycles
from cycles.selectors.stages import present
from cycles.selectors.visibility import not_visible_to
from overview.presenters.waiting_gates import Waiting
from overview.selectors.open_answers import OpenAnswer, OpenConfirmation, gate_counts, questions_of
from principles.models import Question


@dataclass(frozen=True)
class ListedAnswer:
    """An answer that is told of by itself: to be given again, asked of somebody, or partly met."""

    question: Question
    answer: OpenAnswer
    confirmation: OpenConfirmation | None

    @property
    def again_since(self) -> date | None:
        """Since when it has to be given again; None where it has not."""
        since = None
        if self.answer.gap == "sent_back":
            since = self.answer.sent_back_at
        elif self.answer.gap in ("refused", "withdrawn") and self.confirmation:
            since = self.confirmation.closed_at or self.confirmation.asked_at
        return timezone.localdate(since) if since else None


@dataclass(frozen=True)
class MyCycle:
    """One cycle before its gate. `waiting` is its gate while that waits for a decision."""

    cycle: Cycle
    gaps: Counter[str]  # how many of each kind
    undecided: list[str]  # what is not decided yet, in words
    answers: list[ListedAnswer]
    waiting: Waiting | None
    progress: Progress
    touched: date | None = None  # of one that is ready

    @property
    def stage(self) -> str:
        """The stage with its number: "2 Plan"."""
        return f"{LIVE_STAGES.index(self.cycle.stage) + 1} {self.stage_name}"

    @property
    def stage_name(self) -> str:
        return str(CycleStage(self.cycle.stage).label)

    @property
    def slack(self) -> str:
        """In words; "" while nothing says by when the next step must be done."""
        return slack_in_words(self.cycle.slack, self.cycle.breach)

    @property
    def is_ready(self) -> bool:
        """Whether its gate can be submitted."""
        return not self.waiting and not self.gaps.total()

    @property
    def to_do(self) -> int:
        """How many things the team can still mend: none while the pack is sealed."""
        return 0 if self.waiting else self.gaps.total()

    @property
    def stage_page(self) -> tuple[str, ...]:
        return "stage", self.cycle.reference, self.cycle.stage

    @property
    def gate_page(self) -> tuple[str, ...]:
        return "gate", self.cycle.reference, self.cycle.stage

    def question_page(self, code: str) -> tuple[str, ...]:
        return "question", self.cycle.reference, self.cycle.stage, code.lower()


def could_lapse(cycle: Cycle) -> bool:
    """Whether what runs today ends before what follows it can start, as its next step is planned."""
    return cycle.running == Running.ARRANGEMENT and cycle.slack is not None and cycle.slack < 0


def cycles_without_lead(user: User) -> list[Cycle]:
    """The live cycles for which a manager is asked in place of a lead who has left."""
    rows = leaderless_cycles(user).select_related("service", "lead").order_by("need_by", "reference")
    names = (
        "reference",
        "number",
        "stage",
        "sealed_at",
        "restricted",
        "edition",
        "previous",
        "service__name",
        "lead__name",
    )
    return list(rows.only(*names, "sponsor", "stage_since", "running", "slack"))


def cycles_named(user: User, on: date, numbers: Collection[int]) -> list[Cycle]:
    """Those of other people's cycles that somebody may see, out of those with something for them to do."""
    if not numbers:
        return []
    rows = Cycle.objects.filter(pk__in=numbers).exclude(pk__in=not_visible_to(user, on).order_by())
    return list(
        rows.select_related("service").only(
            "reference", "number", "stage", "sealed_at", "edition", "lead", "running", "slack", "service__name"
        )
    )


def with_gates(
    user: User,
    cycles: Sequence[Cycle],
    waiting: Mapping[int, Waiting],
    conditions: Collection[Condition],
    answers: Iterable[OpenAnswer],
    confirmations: Iterable[OpenConfirmation],
    on: date,
    shown: int | None,
) -> list[MyCycle]:
    """Each cycle with what its present gate says. `conditions` are those that bind the cycles.

    Whether all steps can be signed, which takes every author of the answers, is asked of the first `shown` cycles and
    of others that nothing else blocks. Of those the computed checks are asked too, so that nobody is told of a gate
    that is ready while a check blocks it.
    """
    stages, questions = present(list(cycles)), questions_of(cycles)
    counts, binding = gate_counts(stages), conditions_by_cycle(stages, user, on, conditions)
    by_cycle: dict[int, list[ListedAnswer]] = defaultdict(list)
    by_answer = {row.answer_id: row for row in confirmations}
    for answer in answers:
        if answer.cycle_id in counts and (answer.is_listed or answer.pk in by_answer):
            listed = ListedAnswer(questions[answer.question_id], answer, by_answer.get(answer.pk))
            by_cycle[answer.cycle_id].append(listed)
    rows = []
    for cycle, stage in stages.items():
        of_gate, undecided = counts[cycle.pk], undecided_values(cycle, stage)
        gaps = of_gate.gaps + Counter(condition=binding[cycle.pk].gaps, undecided=len(undecided))
        of_stage = [row for row in by_cycle[cycle.pk] if row.question.stage == stage]
        of_stage.sort(key=lambda row: row.question.position)
        progress = Progress(of_gate.met, of_gate.applying)
        rows.append(MyCycle(cycle, gaps, undecided, of_stage, waiting.get(cycle.pk), progress))
    ready = [row for row in rows if row.is_ready]
    unready = [row for row in rows[:shown] if not row.waiting and not row.is_ready]
    asked_to_sign = present([row.cycle for row in (*ready, *unready)])
    signers = expected_signers_all(asked_to_sign, on) if asked_to_sign else {}
    answered = _answers_of_gates([row.cycle for row in ready])
    checks = _failing_checks(answered, on)
    for row in (*ready, *unready):
        unsigned = sum(signer is None for _, signer in signers[row.cycle.pk])
        row.gaps.update(nobody_can_sign=unsigned, check=checks[row.cycle.pk])
    touched = {row.cycle.pk: _touched(row.cycle, answered) for row in ready}
    return [replace(row, touched=touched[row.cycle.pk]) if row.cycle.pk in touched else row for row in rows]


def _answers_of_gates(cycles: Iterable[Cycle]) -> list[Any]:
    """The answers to what the gates of these cycles ask, by cycle, each with when it was `confirmed`."""
    by_key = {cycle.pk: cycle for cycle in cycles}
    if not by_key:
        return []
    given = FilteredRelation("confirmations", condition=Q(confirmations__state=ConfirmationState.GIVEN))
    rows: QuerySet[Any] = Answer.objects.annotate(given=given, confirmed=F("given__closed_at"))
    rows = rows.filter(of_gates((cycle, cycle.stage) for cycle in by_key.values()), set_aside_because="")
    answers = list(rows.only("cycle", "question", "state", "answered_at").order_by("cycle"))
    for answer in answers:
        answer.cycle = by_key[answer.cycle_id]
    return answers


def _touched(cycle: Cycle, answers: Iterable[Any]) -> date:
    """The day of the last answer or confirmation, or on which the stage began."""
    own = (answer for answer in answers if answer.cycle_id == cycle.pk)
    moments = (moment for answer in own for moment in (answer.answered_at, answer.confirmed) if moment)
    return timezone.localdate(max(moments, default=cycle.stage_since))


def _failing_checks(answers: Collection[Answer], on: date) -> Counter[int]:
    """By cycle, how many of its questions cannot pass because their computed check fails: of hard stops alone."""
    stops = [row for row in answers if row.question.mandatory and not row.question.conditional_pass]
    findings = findings_of(present(list({answer.cycle for answer in answers})), stops, on) if stops else {}
    failing: Counter[int] = Counter()
    for answer in stops:
        if finding := findings.get(answer.pk):
            failing[answer.cycle_id] += finding.result == FAILS and not finding.exception
    return failing
