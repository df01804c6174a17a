"""The live cycles of somebody's own, with what their gates say now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from approvals.models import Condition
from approvals.selectors.conditions import conditions_by_cycle
from approvals.selectors.gate_facts import undecided_values
from approvals.selectors.signing import expected_signers_all
from checklists.checks import findings_of
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from checklists.selectors.answers import answer_facts
from checklists.selectors.progress import Progress
from cycles.models import LIVE_STAGES, Cycle, Running
from cycles.models.cycle import DECIDED_BY
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.presenters.dates import slack_in_words
from cycles.selectors.replacements import leaderless_cycles
from cycles.selectors.stages import present
from cycles.selectors.visibility import not_visible_to
from overview.presenters.waiting_gates import Waiting
from overview.selectors.open_answers import OpenAnswer, OpenConfirmation, questions_of
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
    touched: date  # the day of the last answer or confirmation; or on which the stage began

    @property
    def stage(self) -> str:
        """The stage with its number: "2 Plan"."""
        return f"{LIVE_STAGES.index(self.cycle.stage) + 1} {self.stage_name}"

    @property
    def stage_name(self) -> str:
        return self.cycle.get_stage_display()

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


SHOWN_OF_CYCLE = (
    "reference",
    "number",
    "stage",
    "stage_since",
    "stopped_in",
    "tier",
    "need_by",
    "slack",
    "status",
    "breach",
    "running",
    "sealed_at",
    "restricted",
    "edition",
    "previous",
    "directorate",
    "delivery_route",
    "legal_regime",
    "regime_route",
    "sponsor",
    "key_decision",
    *DECIDED_BY,
    "contract_manager",
    "next_milestone",
    "lead",
    "service__name",
)


def could_lapse(cycle: Cycle) -> bool:
    """Whether what runs today ends before what follows it can start, as its next step is planned."""
    return cycle.running == Running.ARRANGEMENT and cycle.slack is not None and cycle.slack < 0


def cycles_of(user: User) -> QuerySet[Cycle]:
    """The live cycles that somebody leads or works on, the soonest needed first; both parts admit to a restricted one.

    `next_date` is the key of the next date, `planned` and `last_safe` are its days.
    """
    own = CycleParticipant.objects.filter(user=user, reason__in=(ParticipantReason.LEAD, ParticipantReason.TEAM))
    rows: QuerySet[Any] = Cycle.objects.filter(pk__in=own.values("cycle"), stage__in=LIVE_STAGES)
    rows = rows.annotate(ahead=FilteredRelation("dates", condition=Q(dates__milestone=F("next_milestone"))))
    rows = rows.annotate(next_date=F("ahead__pk"), planned=F("ahead__planned"), last_safe=F("ahead__last_safe"))
    rows = rows.select_related("service").only(*SHOWN_OF_CYCLE)
    return rows.order_by("need_by", "reference")


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
    stage_of = {cycle.pk: stage for cycle, stage in stages.items()}
    by_cycle: dict[int, list[OpenAnswer]] = {pk: [] for pk in stage_of}
    for answer in answers:
        stage = stage_of.get(answer.cycle_id)
        if stage and questions[answer.question_id].stage == stage:
            by_cycle[answer.cycle_id].append(answer)
    by_answer = {row.answer_id: row for row in confirmations}
    binding = conditions_by_cycle(stages, user, on, conditions)
    rows = []
    for cycle in stages:
        asked, undecided = by_cycle[cycle.pk], undecided_values(cycle, stage_of[cycle.pk])
        gaps = Counter(answer.gap for answer in asked if answer.gap)
        gaps.update(condition=binding[cycle.pk].gaps, undecided=len(undecided))
        listed = [
            ListedAnswer(questions[answer.question_id], answer, by_answer.get(answer.pk))
            for answer in asked
            if answer.pk in by_answer or answer.gap == "sent_back" or answer.state == AnswerState.PARTLY_MET
        ]
        met = sum(answer.is_met for answer in asked)
        applying = sum(answer.state != AnswerState.NOT_APPLICABLE for answer in asked)
        listed.sort(key=lambda row: row.question.position)
        progress = Progress(met, applying)
        moments = [cycle.stage_since, *(answer.answered_at for answer in asked if answer.answered_at)]
        touched = timezone.localdate(max(moments))
        rows.append(MyCycle(cycle, gaps, undecided, listed, waiting.get(cycle.pk), progress, touched))
    confirmed = _confirmed_last([row.cycle for row in rows if row.is_ready])
    rows = [
        replace(row, touched=max(row.touched, confirmed[row.cycle.pk])) if row.cycle.pk in confirmed else row
        for row in rows
    ]
    ready = [row for row in rows if row.is_ready]
    unready = [row for row in rows[:shown] if not row.waiting and not row.is_ready]
    asked_to_sign = present([row.cycle for row in (*ready, *unready)])
    signers = expected_signers_all(asked_to_sign, on) if asked_to_sign else {}
    checks = _failing_checks([row.cycle for row in ready], by_cycle, on)
    for row in (*ready, *unready):
        unsigned = sum(signer is None for _, signer in signers[row.cycle.pk])
        row.gaps.update(nobody_can_sign=unsigned, check=checks[row.cycle.pk])
    return rows


def _confirmed_last(cycles: list[Cycle]) -> dict[int, date]:
    """By cycle, the day of its last confirmation; those of earlier gates are older than the stage."""
    given = Confirmation.objects.filter(answer__cycle__in=cycles, state=ConfirmationState.GIVEN).order_by()
    rows = given.values_list("answer__cycle").annotate(last=Max("closed_at")) if cycles else ()
    return {pk: timezone.localdate(last) for pk, last in rows}


def _failing_checks(cycles: list[Cycle], by_cycle: Mapping[int, list[OpenAnswer]], on: date) -> Counter[int]:
    """By cycle, how many of its questions cannot pass because their computed check fails: of hard stops alone."""
    stops = {pk for pk, row in questions_of(cycles).items() if row.mandatory and not row.conditional_pass}
    asked = [
        Answer(pk=row.pk, cycle=cycle, question_id=row.question_id, state=row.state)
        for cycle in cycles
        for row in by_cycle[cycle.pk]
        if row.question_id in stops
    ]
    findings = findings_of(present(cycles), asked, on)
    failing: Counter[int] = Counter()
    for answer in asked:
        if finding := findings.get(answer.pk):
            failing[answer.cycle_id] += answer_facts(answer, answer.cycle, finding).blocked_by_check
    return failing
