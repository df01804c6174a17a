"""Answers of somebody's own cycles, and what they are asked to do about answers: columns alone, no objects.

A person may lead a hundred cycles with a dozen answers at each gate, so the rows are tuples.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from accounts.models import User
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from checklists.selectors.answers import of_gates
from cycles.models import Cycle
from cycles.selectors.visibility import may_see
from principles.edition_cache import parts_of
from principles.models import Question

OPEN = (ConfirmationState.ASKED, ConfirmationState.REFUSED, ConfirmationState.WITHDRAWN)


class OpenAnswer(NamedTuple):
    """One row of `answers_near`, its fields in the order of ANSWER, and what is worked out of it."""

    pk: int
    cycle_id: int
    question_id: int
    state: str
    gap: str
    is_met: bool
    answered_at: datetime | None
    sent_back_at: datetime | None
    missing_owner_id: int | None
    missing_owner: str | None
    missing_owner_active: bool | None
    missing_due: date | None
    missing_done_at: datetime | None
    owner_sees: bool = True  # false where the cycle is restricted and its owner may not see it

    @property
    def owner_is_out(self) -> bool:
        """Whether the owner of the missing part can't complete it: they have left, or may not see the cycle."""
        return self.missing_owner_active is False or not self.owner_sees

    @property
    def is_missing_part(self) -> bool:
        """Whether its owner still has to complete a part of it."""
        return self.state == AnswerState.PARTLY_MET and self.missing_done_at is None


ANSWER = (
    "pk",
    "cycle_id",
    "question_id",
    "state",
    "gap",
    "is_met",
    "answered_at",
    "sent_back_at",
    "missing_owner_id",
    "missing_owner__name",
    "missing_owner__is_active",
    "missing_due",
    "missing_done_at",
)


class OpenConfirmation(NamedTuple):
    """One row of `confirmations_near`, its fields in the order of CONFIRMATION."""

    pk: int
    answer_id: int
    cycle_id: int
    question_id: int
    state: str
    asked_by: str
    asked_at: datetime
    due: date | None
    closed_at: datetime | None
    asked_of_id: int | None
    asked_of: str | None
    asked_of_active: bool | None
    outside_name: str

    @property
    def who(self) -> str:
        """The person who was asked to confirm, or the outside confirmer."""
        return self.asked_of or self.outside_name


CONFIRMATION = (
    "pk",
    "answer_id",
    "answer__cycle_id",
    "answer__question_id",
    "state",
    "asked_by__name",
    "asked_at",
    "due",
    "closed_at",
    "asked_of_id",
    "asked_of__name",
    "asked_of__is_active",
    "outside_name",
)


def answers_near(user: User, cycles: Iterable[Cycle]) -> list[OpenAnswer]:
    """Every answer to the gate that each of these cycles is before, and those of which somebody owns a missing part."""
    near = Q(missing_owner=user, state=AnswerState.PARTLY_MET, missing_done_at__isnull=True)
    near |= of_gates((cycle, cycle.stage) for cycle in cycles)
    answers = Answer.objects.filter(near, set_aside_because="").order_by().values_list(*ANSWER)
    return [OpenAnswer(*row) for row in answers]


def mark_unseeing(answers: Iterable[OpenAnswer], cycles: Iterable[Cycle], today: date) -> list[OpenAnswer]:
    """The same answers; those say so whose missing part is of somebody who may not see the restricted cycle.

    Nothing is read unless somebody other than the lead owns a part in one of these cycles that is restricted.
    """
    restricted = {cycle.pk: cycle for cycle in cycles if cycle.restricted}
    rows = list(answers)
    if not restricted:
        return rows
    owned = {
        (row.missing_owner_id, row.cycle_id)
        for row in rows
        if row.cycle_id in restricted
        and row.is_missing_part
        and row.missing_owner_active
        and row.missing_owner_id != restricted[row.cycle_id].lead_id
    }
    people = User.objects.in_bulk({person for person, _ in owned}) if owned else {}
    unseeing = {(person, pk) for person, pk in owned if not may_see(people[person], restricted[pk], today)}
    return [row._replace(owner_sees=(row.missing_owner_id, row.cycle_id) not in unseeing) for row in rows]


def confirmations_near(user: User, answers: Iterable[OpenAnswer]) -> list[OpenConfirmation]:
    """Those of these answers that were asked for and not given, and those that somebody is asked for."""
    answered = (AnswerState.MET, AnswerState.PARTLY_MET)
    unconfirmed = [row.pk for row in answers if row.state in answered and not row.is_met and row.gap != "not_asked"]
    asked = Q(asked_of=user, state=ConfirmationState.ASKED, answer__set_aside_because="")
    rows = Confirmation.objects.filter(asked | Q(answer__in=unconfirmed, state__in=OPEN))
    return [OpenConfirmation(*row) for row in rows.order_by().values_list(*CONFIRMATION)]


def questions_of(cycles: Iterable[Cycle]) -> dict[int, Question]:
    """The questions that any of these cycles can be asked."""
    editions = {cycle.edition_id: cycle.edition for cycle in cycles}
    return {question.pk: question for edition in editions.values() for question in parts_of(edition, Question)}
