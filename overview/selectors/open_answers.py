"""Answers of somebody's own cycles that are not met, or wait for a confirmation: columns alone, no objects.

A person may lead a hundred cycles with twenty answers each, so the rows are tuples.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Value, When
from django.utils import timezone

from checklists.met import AnswerFacts, ConfirmationFacts
from checklists.models import Answer, AnswerState, ConfirmationState
from cycles.models import Cycle
from principles.models import Question


class OpenAnswer(NamedTuple):
    """One row of `open_answers`, its fields in the order of COLUMNS."""

    pk: int
    cycle_id: int
    question_id: int
    state: str
    answered_at: datetime | None
    sent_back_at: datetime | None
    sent_back_by: str | None
    missing_owner_id: int | None
    missing_owner: str | None
    missing_due: date | None
    confirmation_id: int | None
    confirmation: str | None  # its state
    asked_at: datetime | None
    closed_at: datetime | None
    asked_of_id: int | None
    asked_of: str | None
    outside_name: str | None
    is_evidenced: bool

    @property
    def confirmer(self) -> str:
        """The person who was asked to confirm, or the outside confirmer."""
        return self.asked_of or self.outside_name or ""

    def facts(self, question: Question, cycle: Cycle) -> AnswerFacts:
        """What the rule of gaps looks at."""
        needs = question.needs_confirmation
        confirmation = None
        if needs and self.confirmation and (since := self.closed_at or self.asked_at):
            confirmation = ConfirmationFacts(self.confirmation, self.confirmer, timezone.localdate(since))
        return AnswerFacts(
            code=question.code,
            title=question.title,
            mandatory=question.mandatory,
            conditional_pass=question.conditional_pass,
            state=self.state,
            since=timezone.localdate(self.sent_back_at or self.answered_at or cycle.stage_since),
            evidence=int(self.is_evidenced),
            confirmer=question.confirmer.name if needs else "",
            outside=question.confirmer.outside,
            confirmation=confirmation,
            sent_back_by=self.sent_back_by or "",
            owner=self.missing_owner or "",
            due=self.missing_due,
        )


COLUMNS = (
    "pk",
    "cycle_id",
    "question_id",
    "state",
    "answered_at",
    "sent_back_at",
    "sent_back_by__name",
    "missing_owner_id",
    "missing_owner__name",
    "missing_due",
    "current__pk",
    "current__state",
    "current__asked_at",
    "current__closed_at",
    "current__asked_of_id",
    "current__asked_of__name",
    "current__outside_name",
    "is_evidenced",
)


def open_answers(cycles: Collection[Cycle]) -> list[OpenAnswer]:
    """Of the stage that each of these cycles is in, in the order of the checklist."""
    current = ~Q(confirmations__state=ConfirmationState.SUPERSEDED)  # at most one: one_current_confirmation_an_answer
    used = Answer.evidence.through.objects.filter(answer=OuterRef("pk"))
    rows = (
        Answer.objects.filter(cycle__in=[cycle.pk for cycle in cycles], question__stage=F("cycle__stage"))
        .annotate(
            current=FilteredRelation("confirmations", condition=current),
            is_evidenced=Case(When(state=AnswerState.MET, then=Exists(used)), default=Value(value=False)),
        )
        .filter(Q(is_met=False) | Q(current__state=ConfirmationState.ASKED), set_aside_because="")
        .order_by("question__position")
        .values_list(*COLUMNS)
    )
    return [OpenAnswer(*row) for row in rows]
