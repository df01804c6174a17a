"""The live cycles of somebody's own, with what their gates say now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from approvals.gates import Result, evaluate
from approvals.models import Condition
from approvals.selectors.gate_facts import facts_of
from checklists.met import Gap
from checklists.models import Answer
from checklists.selectors.answers import live_answers_of
from checklists.selectors.progress import Progress, progress_in
from cycles.models import LIVE_STAGES, Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.presenters.dates import slack_in_words
from cycles.selectors.stages import present
from overview.presenters.waiting_gates import Waiting


@dataclass(frozen=True)
class MyCycle:
    """One cycle before its gate. `waiting` is its gate while that waits for a decision."""

    cycle: Cycle
    answers: list[Answer]
    result: Result
    waiting: Waiting | None

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
    def progress(self) -> Progress:
        return progress_in(self.answers)

    @property
    def open_gaps(self) -> tuple[Gap, ...]:
        """What the team can still mend: nothing while the pack is sealed."""
        return () if self.waiting else self.result.gaps

    @property
    def stage_url(self) -> str:
        return reverse("stage", args=[self.cycle.reference, self.cycle.stage])

    @property
    def gate_url(self) -> str:
        return reverse("gate", args=[self.cycle.reference, self.cycle.stage])

    def question_url(self, code: str) -> str:
        return reverse("question", args=[self.cycle.reference, self.cycle.stage, code.lower()])


def cycles_of(visible: QuerySet[Cycle], user: User) -> QuerySet[Cycle]:
    """The live cycles that somebody leads or works on, the soonest needed first, each with its next date as `ahead`."""
    own = CycleParticipant.objects.filter(user=user, reason__in=(ParticipantReason.LEAD, ParticipantReason.TEAM))
    rows: QuerySet[Any] = visible.filter(pk__in=own.values("cycle"), stage__in=LIVE_STAGES)
    rows = rows.annotate(ahead=FilteredRelation("dates", condition=Q(dates__milestone=F("next_milestone"))))
    return rows.select_related("service", "directorate", "lead", "sponsor", "ahead").order_by("need_by", "reference")


def with_gates(
    cycles: Iterable[Cycle], waiting: Iterable[Waiting], conditions: Iterable[Condition], on: date
) -> list[MyCycle]:
    """Each cycle with what its present gate says, in three queries. `conditions` are those that bind the cycles."""
    stages = present(list(cycles))
    answers = list(live_answers_of(stages))
    answers_of: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        answers_of[answer.cycle_id].append(answer)
    submitted = {row.cycle.pk: row for row in waiting}
    return [
        MyCycle(
            cycle,
            answers_of[cycle.pk],
            evaluate(facts),
            submitted.get(cycle.pk),
        )
        for cycle, facts in zip(stages, facts_of(stages, on, answers, conditions=conditions).values(), strict=True)
    ]
