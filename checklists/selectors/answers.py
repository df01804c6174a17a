"""Gathering what `gates` asks for from the rows, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from checklists.met import AnswerFacts, ConfirmationFacts, Finding
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from cycles.models import Cycle
from cycles.selectors.stages import Stages, of_stages


def live_answers(cycle: Cycle, stage: str) -> QuerySet[Answer]:
    """The answers that a stage's gate looks at, in checklist order, with all that a page says of them."""
    return live_answers_of({cycle: stage})


def live_answers_of(stages: Stages) -> QuerySet[Answer]:
    """The same of one stage of each of several cycles."""
    return answers_with_details().filter(of_stages(stages, cycle="cycle", stage="question__stage"))


def answers_with_details() -> QuerySet[Answer]:
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


def _answers(stages: Stages) -> Iterable[Answer]:
    if len(stages) == 1:
        ((cycle, stage),) = stages.items()
        return _answers_at(cycle.pk, stage)
    return live_answers_of(stages)


def _answers_at(cycle: int, stage: str) -> list[Answer]:
    return list(answers_with_details().filter(cycle=cycle, question__stage=stage))


def _by_cycle(answers: Iterable[Answer]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer.cycle_id].append(answer)
    return found


def answer_facts(answer: Answer, cycle: Cycle, finding: Finding | None = None) -> AnswerFacts:
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
        finding=finding,
    )


def _confirmation_facts(confirmation: Confirmation) -> ConfirmationFacts:
    return ConfirmationFacts(
        state=confirmation.state,
        who=confirmation.by,
        since=_day(confirmation.closed_at or confirmation.asked_at),
    )


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
