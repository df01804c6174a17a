"""Answers of somebody's own cycles, and what they are asked to do about answers: numbers, and rows that are tuples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from checklists.met import GAP_KINDS
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from checklists.selectors.answers import answers_of_gates_sql
from cycles.models import Cycle
from cycles.selectors.stages import Stages
from cycles.selectors.visibility import may_see
from principles.edition_cache import parts_of
from principles.models import Question
from ui.written_rows import as_day, as_moment

OPEN = (ConfirmationState.ASKED, ConfirmationState.REFUSED, ConfirmationState.WITHDRAWN)


class OpenAnswer(NamedTuple):
    """An answer in one row of `open_answers`, its fields in the order of OPEN_ANSWERS, and what is worked out of it."""

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

    @classmethod
    def read(cls, columns: Sequence[Any]) -> OpenAnswer:
        """From its columns as either database gives them."""
        found = cls(*columns)
        return found._replace(
            is_met=bool(found.is_met),
            answered_at=as_moment(found.answered_at),
            sent_back_at=as_moment(found.sent_back_at),
            missing_owner_active=None if found.missing_owner_active is None else bool(found.missing_owner_active),
            missing_due=as_day(found.missing_due),
            missing_done_at=as_moment(found.missing_done_at),
        )

    @property
    def owner_is_out(self) -> bool:
        """Whether the owner of the missing part can't complete it: they have left, or may not see the cycle."""
        return self.missing_owner_active is False or not self.owner_sees

    @property
    def is_listed(self) -> bool:
        """Whether it is told of by itself, asked of somebody or not."""
        return self.gap == "sent_back" or self.state == AnswerState.PARTLY_MET

    @property
    def waits_for_confirmation(self) -> bool:
        """Whether it was asked to be confirmed, and is not."""
        answered = self.state in (AnswerState.MET, AnswerState.PARTLY_MET)
        return answered and not self.is_met and self.gap != "not_asked"

    @property
    def is_missing_part(self) -> bool:
        """Whether its owner still has to complete a part of it."""
        return self.state == AnswerState.PARTLY_MET and self.missing_done_at is None


ANSWER_COLUMNS = len(OpenAnswer._fields) - 1  # `owner_sees` is worked out


class OpenConfirmation(NamedTuple):
    """A confirmation in one row of `open_answers`, its fields in the order of OPEN_ANSWERS."""

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

    @classmethod
    def read(cls, columns: Sequence[Any]) -> OpenConfirmation:
        """From its columns as either database gives them."""
        found = cls(*columns)
        return found._replace(
            asked_at=as_moment(found.asked_at) or found.asked_at,
            due=as_day(found.due),
            closed_at=as_moment(found.closed_at),
            asked_of_active=None if found.asked_of_active is None else bool(found.asked_of_active),
        )

    @property
    def who(self) -> str:
        """The person who was asked to confirm, or the outside confirmer."""
        return self.asked_of or self.outside_name


class GateCounts(NamedTuple):
    """Of the answers to the gate that a cycle is before: how many are met and apply, and how many have which gap."""

    met: int
    applying: int
    gaps: Counter[str]


# A person may lead a hundred cycles with a dozen answers at each gate, so that PostgreSQL counts them.
COUNTS = f"""
SELECT cycle_id, COUNT(*) FILTER (WHERE is_met), COUNT(*) FILTER (WHERE state <> %s),
    {", ".join(f"COUNT(*) FILTER (WHERE gap = '{kind}')" for kind in GAP_KINDS)}
FROM ({{answers}}) AS answers GROUP BY cycle_id
"""


def gate_counts(stages: Stages) -> dict[int, GateCounts]:
    """By cycle, of the gate that it is before."""
    counts = {cycle.pk: GateCounts(0, 0, Counter()) for cycle in stages}
    answers, values = answers_of_gates_sql(stages.items(), "cycle_id, state, is_met, gap")
    if not answers:
        return counts
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(answers=answers), [AnswerState.NOT_APPLICABLE, *values])
        rows = cursor.fetchall()
    for pk, met, applying, *numbers in rows:
        gaps = Counter({kind: number for kind, number in zip(GAP_KINDS, numbers, strict=True) if number})
        counts[pk] = GateCounts(met, applying, gaps)
    return counts


# Answers with whom they wait for: at most one confirmation of an answer is open. The condition on `one_by_one` is that
# of an index.
OPEN_ANSWERS = f"""
SELECT answer.id, answer.cycle_id, answer.question_id, answer.state, answer.gap, answer.is_met, answer.answered_at,
    answer.sent_back_at, answer.missing_owner_id, owner.name, owner.is_active, answer.missing_due,
    answer.missing_done_at,
    request.id, request.answer_id, answer.cycle_id, answer.question_id, request.state, (
        SELECT name FROM {User._meta.db_table} WHERE id = request.asked_by_id
    ), request.asked_at, request.due, request.closed_at, request.asked_of_id, adviser.name, adviser.is_active,
    request.outside_name
FROM {Answer._meta.db_table} answer
LEFT JOIN {User._meta.db_table} owner ON owner.id = answer.missing_owner_id
LEFT JOIN {Confirmation._meta.db_table} request ON request.answer_id = answer.id AND request.state IN (%s, %s, %s)
LEFT JOIN {User._meta.db_table} adviser ON adviser.id = request.asked_of_id
WHERE answer.set_aside_because = '' AND answer.id IN (
    SELECT id FROM {Answer._meta.db_table}
    WHERE missing_owner_id = %s AND state = 'partly_met' AND missing_done_at IS NULL
    UNION SELECT answer_id FROM {Confirmation._meta.db_table} WHERE asked_of_id = %s AND state = 'asked'
    {{one_by_one}}
)
"""
ONE_BY_ONE = f"""
    UNION SELECT id FROM {Answer._meta.db_table}
    WHERE cycle_id IN ({{cycles}}) AND (
        state = 'partly_met' OR gap = 'sent_back' OR state = 'met' AND NOT is_met AND gap <> 'not_asked'
    )
"""


def open_answers(user: User, cycles: Collection[Cycle]) -> tuple[list[OpenAnswer], list[OpenConfirmation]]:
    """What is told of one by one: of the gates that these cycles are before whatever is partly met, sent back, or not
    confirmed although it was asked to be; and of all cycles the missing parts that the person owns.

    With them the confirmations that were asked for and not given, and those that the person is asked for anywhere.
    """
    stages, answers, confirmations = {cycle.pk: cycle.stage for cycle in cycles}, [], []
    at_gate = {(question.pk, question.stage) for question in questions_of(cycles).values()}
    one_by_one = ONE_BY_ONE.format(cycles=", ".join(["%s"] * len(stages))) if stages else ""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ANSWERS.format(one_by_one=one_by_one), [*OPEN, user.pk, user.pk, *stages])
        rows = cursor.fetchall()
    for row in rows:
        answer = OpenAnswer.read(row[:ANSWER_COLUMNS])
        is_part = answer.is_missing_part and answer.missing_owner_id == user.pk
        near = is_part or (answer.question_id, stages.get(answer.cycle_id)) in at_gate
        if near:
            answers.append(answer)
        if row[ANSWER_COLUMNS] is not None:
            request = OpenConfirmation.read(row[ANSWER_COLUMNS:])
            is_asked = request.state == ConfirmationState.ASKED and request.asked_of_id == user.pk
            if is_asked or (near and answer.waits_for_confirmation):
                confirmations.append(request)
    return answers, confirmations


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


def questions_of(cycles: Iterable[Cycle]) -> dict[int, Question]:
    """The questions that any of these cycles can be asked."""
    editions = {cycle.edition_id for cycle in cycles}
    return {question.pk: question for edition in editions for question in parts_of(edition, Question)}
