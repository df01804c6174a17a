"""Gathering what `gates` asks for from the rows, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from commissioning.prepared import prepared
from cycles.gates import AnswerFacts, ConditionFacts, ConfirmationFacts, GateFacts, Result, evaluate
from cycles.models import (
    Answer,
    AnswerState,
    Condition,
    ConditionState,
    Confirmation,
    ConfirmationState,
    Cycle,
    CycleStage,
)
from cycles.queries.once import once
from cycles.queries.signing import expected_signers_all, grade_name
from cycles.queries.stages import Stages, of_stages


def live_answers(cycle: Cycle, stage: str) -> QuerySet[Answer]:
    """The answers that a stage's gate looks at, in checklist order, with all that a page says of them."""
    return live_answers_of({cycle: stage})


def live_answers_of(stages: Stages) -> QuerySet[Answer]:
    """The same of one stage of each of several cycles."""
    return answers_told().filter(of_stages(stages, cycle="cycle", stage="question__stage"))


def answers_told() -> QuerySet[Answer]:
    """Answers that are asked, with all that a page says of them; one that has a confirmation has it as `current`."""
    standing = ~Q(confirmations__state=ConfirmationState.SUPERSEDED)  # at most one: one_current_confirmation_an_answer
    used: QuerySet[Any] = Answer.evidence.through.objects.filter(answer=OuterRef("pk")).order_by()
    number = used.values("answer").annotate(number=Count("pk")).values("number")
    rows: QuerySet[Any] = Answer.objects.filter(set_aside_because="").annotate(
        current=FilteredRelation("confirmations", condition=standing),
        evidence_count=Coalesce(Subquery(number), 0),
    )
    told = rows.select_related("missing_owner", "answered_by", "sent_back_by", "current__asked_of")
    return told.order_by("question__position")


def confirmation_of(answer: Answer) -> Confirmation | None:
    """The one that counts, of an answer that was read with what is told of it."""
    return getattr(answer, "current", None)


def missing_parts() -> QuerySet[Answer]:
    """Partly met answers that can still be changed."""
    return Answer.objects.filter(
        state=AnswerState.PARTLY_MET,
        set_aside_because="",
        question__stage=F("cycle__stage"),
        cycle__sealed_at__isnull=True,
    )


def binding_conditions() -> QuerySet[Condition]:
    """Promises not yet met, of gates that have passed."""
    return Condition.objects.filter(Condition.binding())


def open_conditions(*cycles: Cycle) -> QuerySet[Condition]:
    """What blocks the cycles' next gates: their own promises, and those of a predecessor that has closed."""
    return binding_conditions().filter(promised_to(cycles)).select_related("owner", "verifier", "cycle")


def promised_to(cycles: Iterable[Cycle]) -> Q:
    """The promises made in these cycles and in a closed one that one of them follows."""
    cycles = list(cycles)
    return _promised_to([cycle.pk for cycle in cycles], list(_heirs(cycles)))


def promises_around(cycle: Cycle) -> list[Condition]:
    """Every promise of the cycle and those that it inherits, the soonest first; `binds` tells those that block it."""
    return once(cycle, "promises", lambda: _promises([cycle.pk], list(_heirs([cycle]))))


@prepared
def _promises(cycles: Sequence[int], predecessors: Sequence[int]) -> QuerySet[Condition]:
    rows = Condition.objects.filter(_promised_to(cycles, predecessors)).annotate(binds=Condition.binding())
    return rows.select_related("owner", "verifier", "cycle").order_by("due")


def _promised_to(cycles: Sequence[int], predecessors: Sequence[int]) -> Q:
    return Q(cycle__in=cycles) | Q(cycle__in=predecessors, cycle__stage=CycleStage.CLOSED)


def _heirs(cycles: Iterable[Cycle]) -> dict[int, int]:
    """Each predecessor of these cycles with the cycle that follows it."""
    return {cycle.previous_id: cycle.pk for cycle in cycles if cycle.previous_id}


def gate_facts(
    cycle: Cycle,
    stage: str,
    on: date,
    answers: list[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
) -> GateFacts:
    """The facts of one gate. `answers` may be given when the page has them already; a submitter can't sign."""
    return facts_of({cycle: stage}, on, answers, submitter, signing=signing)[cycle.pk]


def facts_of(
    stages: Stages,
    on: date,
    answers: Iterable[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
    conditions: Iterable[Condition] | None = None,
) -> dict[int, GateFacts]:
    """The facts of many gates in the same number of queries as of one, by cycle.

    `conditions` may be given as well as answers: the binding ones of the cycles and of what they follow, and others.
    """
    answered = _by_cycle(_answers(stages) if answers is None else answers)
    promised = _conditions_of(stages) if conditions is None else _binding(stages, conditions)
    signers = expected_signers_all(stages, on, submitter) if signing else {}
    return {
        cycle.pk: GateFacts(
            stage=stage,
            lead=str(cycle.lead),
            stage_since=_day(cycle.stage_since),
            answers=[answer_facts(answer, cycle) for answer in answered[cycle.pk]],
            conditions=[_condition_facts(condition) for condition in promised[cycle.pk]],
            undecided=_undecided(cycle, stage),
            unsigned_grades=[grade_name(grade) for grade, signer in signers.get(cycle.pk, []) if signer is None],
        )
        for cycle, stage in stages.items()
    }


def _answers(stages: Stages) -> Iterable[Answer]:
    if len(stages) == 1:
        ((cycle, stage),) = stages.items()
        return _answers_at(cycle.pk, stage)
    return live_answers_of(stages)


@prepared
def _answers_at(cycle: int, stage: str) -> QuerySet[Answer]:
    return answers_told().filter(cycle=cycle, question__stage=stage)


def _by_cycle(answers: Iterable[Answer]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer.cycle_id].append(answer)
    return found


def _conditions_of(cycles: Iterable[Cycle]) -> dict[int, list[Condition]]:
    """Promises not yet met by the cycle that they bind."""
    bound = list(cycles)
    if len(bound) == 1:
        return {bound[0].pk: [promise for promise in promises_around(bound[0]) if promise.binds]}  # type: ignore[attr-defined]
    return _binding(bound, open_conditions(*bound))


def _binding(cycles: Iterable[Cycle], conditions: Iterable[Condition]) -> dict[int, list[Condition]]:
    bound = list(cycles)
    found: dict[int, list[Condition]] = {cycle.pk: [] for cycle in bound}
    heirs = _heirs(bound)
    for condition in conditions:
        bound_by = {condition.cycle_id}
        if condition.cycle.stage == CycleStage.CLOSED and condition.cycle_id in heirs:
            bound_by.add(heirs[condition.cycle_id])
        for cycle_id in bound_by & found.keys():
            found[cycle_id].append(condition)
    return found


def evaluate_gate(
    cycle: Cycle,
    stage: str,
    on: date,
    answers: list[Answer] | None = None,
    submitter: User | None = None,
    *,
    signing: bool = True,
) -> Result:
    """What the gate says. Without `signing` nobody asks whether all its steps can be signed."""
    return evaluate(gate_facts(cycle, stage, on, answers, submitter, signing=signing))


def answer_facts(answer: Answer, cycle: Cycle) -> AnswerFacts:
    """One row of `live_answers` as facts."""
    question, confirmer = answer.question, answer.question.confirmer
    current = confirmation_of(answer)
    needs = question.needs_confirmation
    return AnswerFacts(
        code=question.code,
        title=question.title,
        mandatory=question.mandatory,
        conditional_pass=question.conditional_pass,
        state=answer.state,
        since=_day(answer.sent_back_at or answer.answered_at or cycle.stage_since),
        evidence=answer.evidence_count,  # type: ignore[attr-defined]
        confirmer=confirmer.name if needs else "",
        outside=confirmer.outside,
        confirmation=_confirmation_facts(current) if needs and current else None,
        sent_back_by=str(answer.sent_back_by or ""),
        owner=str(answer.missing_owner or ""),
        due=answer.missing_due,
    )


def _confirmation_facts(confirmation: Confirmation) -> ConfirmationFacts:
    return ConfirmationFacts(
        state=confirmation.state,
        who=confirmation.by,
        since=_day(confirmation.closed_at or confirmation.asked_at),
    )


def _condition_facts(condition: Condition) -> ConditionFacts:
    return ConditionFacts(
        text=condition.text,
        owner=str(condition.owner),
        verifier=str(condition.verifier),
        due=condition.due,
        claimed=condition.state == ConditionState.CLAIMED,
        since=_day(condition.state_since),
    )


def _undecided(cycle: Cycle, stage: str) -> list[str]:
    """Route and regime may wait until the Plan gate; from then on they must be set."""
    if stage == CycleStage.ANALYSE:
        return []
    missing = {"the delivery route": cycle.delivery_route_id, "the legal regime": cycle.legal_regime_id}
    return [name for name, value in missing.items() if value is None]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
