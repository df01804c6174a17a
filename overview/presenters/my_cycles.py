"""The live cycles of somebody's own, with what their gates say now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.models import User
from approvals.gates import evaluate
from approvals.models import Condition
from approvals.selectors.gate_facts import facts_of
from checklists.met import Gap, answer_gap
from checklists.selectors.progress import Progress, progress_of
from cycles.models import LIVE_STAGES, Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.presenters.dates import slack_in_words
from cycles.selectors.stages import present
from overview.presenters.waiting_gates import Waiting
from overview.selectors.open_answers import OpenAnswer, open_answers
from principles.edition_cache import parts_of
from principles.models import Question


@dataclass(frozen=True)
class MyCycle:
    """One cycle before its gate. `waiting` is its gate while that waits for a decision."""

    cycle: Cycle
    answers: list[tuple[Question, OpenAnswer]]  # those not met, and those that wait for a confirmation
    gaps: list[Gap]
    waiting: Waiting | None
    progress: Progress | None  # None beyond the rows that the page shows

    @property
    def stage(self) -> str:
        """The stage with its number: "2 Plan"."""
        return f"{LIVE_STAGES.index(self.cycle.stage) + 1} {self.stage_name}"

    @property
    def stage_name(self) -> str:
        return self.cycle.get_stage_display()

    @property
    def slack(self) -> str:
        return slack_in_words(self.cycle.slack)  # "" while nothing says by when the next step must be done

    @property
    def open_gaps(self) -> list[Gap]:
        """What the team can still mend: nothing while the pack is sealed."""
        return [] if self.waiting else self.gaps

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
    "sealed_at",
    "edition",
    "previous",
    "directorate",
    "delivery_route",
    "legal_regime",
    "sponsor",
    "service__name",
    "lead__name",
)


def cycles_of(visible: QuerySet[Cycle], user: User) -> QuerySet[Cycle]:
    """The live cycles that somebody leads or works on, the soonest needed first, each with its next date as `ahead`."""
    own = CycleParticipant.objects.filter(user=user, reason__in=(ParticipantReason.LEAD, ParticipantReason.TEAM))
    rows: QuerySet[Any] = visible.filter(pk__in=own.values("cycle"), stage__in=LIVE_STAGES)
    rows = rows.annotate(ahead=FilteredRelation("dates", condition=Q(dates__milestone=F("next_milestone"))))
    rows = rows.select_related("service", "lead", "ahead").only(*SHOWN_OF_CYCLE)
    return rows.order_by("need_by", "reference")


def with_gates(
    cycles: Sequence[Cycle],
    waiting: Iterable[Waiting],
    conditions: Collection[Condition],
    on: date,
    shown: int | None,
) -> list[MyCycle]:
    """Each cycle with what its present gate says, in four queries. `conditions` are those that bind the cycles.

    Progress is counted for the first `shown` of them. Whether all steps can be signed is asked of these, and of others
    that nothing else blocks: it takes every author of their answers.
    """
    stages = present(list(cycles))
    answers: dict[int, list[tuple[Question, OpenAnswer]]] = defaultdict(list)
    questions = {
        question.pk: question
        for edition in {cycle.edition for cycle in stages}
        for question in parts_of(edition, Question)
    }
    for answer in open_answers(stages):
        answers[answer.cycle_id].append((questions[answer.question_id], answer))
    submitted = {row.cycle.pk: row for row in waiting}
    gaps = {}
    for cycle, facts in zip(
        stages, facts_of(stages, on, [], signing=False, conditions=conditions).values(), strict=True
    ):
        found = [answer_gap(answer.facts(question, cycle), facts.lead) for question, answer in answers[cycle.pk]]
        gaps[cycle.pk] = [*evaluate(facts).gaps, *filter(None, found)]
    first = list(stages)[:shown]
    asked = [cycle for cycle in stages if cycle.pk not in submitted and (cycle in first or not gaps[cycle.pk])]
    for pk, facts in facts_of(present(asked), on, [], conditions=[]).items():
        gaps[pk] += [gap for gap in evaluate(facts).gaps if gap.kind == "nobody_can_sign"]
    progress = progress_of(first)
    return [
        MyCycle(cycle, answers[cycle.pk], gaps[cycle.pk], submitted.get(cycle.pk), progress.get(cycle.pk))
        for cycle in stages
    ]
