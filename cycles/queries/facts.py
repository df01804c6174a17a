"""Gathering what `gates` asks for from the rows, in a fixed number of queries."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cycles.gates import AnswerFacts, ConditionFacts, ConfirmationFacts, GateFacts, Result, evaluate
from cycles.models import (
    Answer,
    Condition,
    ConditionState,
    Confirmation,
    ConfirmationState,
    Cycle,
    CycleStage,
)
from cycles.queries.signing import expected_signers, grade_name


def live_answers(cycle: Cycle, stage: str) -> QuerySet[Answer]:
    """The answers that a stage's gate looks at, in checklist order, with all that a page says of them."""
    current = Confirmation.objects.exclude(state=ConfirmationState.WITHDRAWN).select_related("asked_of")
    return (
        Answer.objects.filter(cycle=cycle, question__stage=stage, set_aside_because="")
        .select_related(
            "question__principle",
            "question__duty",
            "question__confirmer",
            "missing_owner",
            "answered_by",
            "sent_back_by__decider",
        )
        .annotate(evidence_count=Count("evidence", distinct=True))
        .prefetch_related(Prefetch("confirmations", queryset=current, to_attr="current_confirmations"))
        .order_by("question__position")
    )


def open_conditions(cycle: Cycle) -> QuerySet[Condition]:
    """Promises not yet met: this cycle's own, and in Analyse those of the predecessor's last gate."""
    mine = Q(cycle=cycle)
    if cycle.stage == CycleStage.ANALYSE and cycle.previous_id:
        mine |= Q(cycle=cycle.previous_id)
    return Condition.objects.filter(mine, state__in=[ConditionState.OPEN, ConditionState.CLAIMED]).select_related(
        "owner", "verifier", "question"
    )


def gate_facts(
    cycle: Cycle, stage: str, on: date, answers: list[Answer] | None = None, submitter: User | None = None
) -> GateFacts:
    """The facts of one gate. `answers` may be given when the page has them already; a submitter can't sign."""
    if answers is None:
        answers = list(live_answers(cycle, stage))
    return GateFacts(
        stage=stage,
        lead=str(cycle.lead),
        stage_since=_day(cycle.stage_since),
        answers=[answer_facts(answer, cycle) for answer in answers],
        conditions=[_condition_facts(condition) for condition in open_conditions(cycle)],
        undecided=_undecided(cycle, stage),
        unsigned_grades=_unsigned_grades(cycle, stage, on, submitter),
    )


def evaluate_gate(
    cycle: Cycle, stage: str, on: date, answers: list[Answer] | None = None, submitter: User | None = None
) -> Result:
    return evaluate(gate_facts(cycle, stage, on, answers, submitter))


def answer_facts(answer: Answer, cycle: Cycle) -> AnswerFacts:
    """One row of `live_answers` as facts."""
    question, confirmer = answer.question, answer.question.confirmer
    current: list[Confirmation] = answer.current_confirmations  # type: ignore[attr-defined]
    needs = confirmer.code != "commissioner"
    back = answer.sent_back_by
    return AnswerFacts(
        code=question.code,
        title=question.title,
        mandatory=question.mandatory,
        conditional_pass=question.conditional_pass,
        state=answer.state,
        since=_day(back.at if back else answer.answered_at or cycle.stage_since),
        evidence=answer.evidence_count,  # type: ignore[attr-defined]
        confirmer=confirmer.name if needs else "",
        outside=confirmer.outside,
        confirmation=_confirmation_facts(current[0]) if needs and current else None,
        sent_back_by=str(back.decider) if back else "",
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


def _unsigned_grades(cycle: Cycle, stage: str, on: date, submitter: User | None) -> list[str]:
    """The steps of the route that nobody could sign."""
    expected = expected_signers(cycle, stage, on, submitter)
    return [grade_name(grade) for grade, signer in expected if signer is None]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
