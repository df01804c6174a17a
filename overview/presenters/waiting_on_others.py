"""What the cycles of somebody's own wait for, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import Condition, ConditionState
from calendars.days import working_days
from checklists.models import Answer, AnswerState, ConfirmationState
from checklists.selectors.answers import confirmation_of
from cycles.models import Cycle
from overview.presenters.my_cycles import MyCycle
from reminders.pending_actions import nudges


@dataclass(frozen=True)
class Waited:
    """One thing that somebody else holds, for so many working days."""

    title: str
    url: str
    holder: str
    cycle: Cycle
    days: int
    about: str  # what a nudge is about
    holder_id: int | None
    due: date | None = None
    nudged: date | None = None  # where it is too soon to nudge again


def waited_for(user: User, mine: Sequence[MyCycle], conditions: Iterable[Condition], on: date) -> list[Waited]:
    """The longest first."""
    rows = [
        *(row for one in mine for row in _of_cycle(one, user, on)),
        *_conditions(user, mine, conditions, on),
    ]
    nudged = nudges({row.holder_id for row in rows if row.holder_id}, on)
    found = [replace(row, nudged=nudged.get((row.holder_id or 0, row.about))) for row in rows]
    return sorted(found, key=lambda row: -row.days)


def _of_cycle(row: MyCycle, user: User, on: date) -> Iterator[Waited]:
    if row.waiting and not row.waiting.can_sign:
        title = f"{row.waiting.gate} decision"
        expected, about = row.waiting.expected, f"step-{row.waiting.step.pk}"
        yield Waited(
            title,
            row.gate_url,
            f"{row.waiting.holder}, {row.waiting.grade}",
            row.cycle,
            row.waiting.days,
            about,
            expected.user_id if expected else None,
        )
    for answer in row.answers:
        yield from _confirmation(row, answer, user, on)
        if not row.waiting:
            yield from _part(row, answer, user, on)


def _confirmation(row: MyCycle, answer: Answer, user: User, on: date) -> Iterator[Waited]:
    confirmation = confirmation_of(answer)
    if confirmation is None or confirmation.state != ConfirmationState.ASKED or confirmation.asked_of_id == user.pk:
        return
    question = answer.question
    yield Waited(
        question.title,
        row.question_url(question.code),
        f"{confirmation.by}, {question.confirmer}",
        row.cycle,
        working_days(timezone.localdate(confirmation.asked_at), on),
        f"confirmation-{confirmation.pk}",
        confirmation.asked_of_id,
    )


def _part(row: MyCycle, answer: Answer, user: User, on: date) -> Iterator[Waited]:
    """The missing part of a partly met answer that somebody else completes."""
    if answer.state != AnswerState.PARTLY_MET or answer.missing_owner_id == user.pk or answer.answered_at is None:
        return
    question, days = answer.question, working_days(timezone.localdate(answer.answered_at), on)
    url = row.question_url(question.code)
    yield Waited(
        question.title,
        url,
        str(answer.missing_owner),
        row.cycle,
        days,
        f"answer-{answer.pk}",
        answer.missing_owner_id,
        due=answer.missing_due,
    )


def _conditions(user: User, mine: Sequence[MyCycle], conditions: Iterable[Condition], on: date) -> Iterator[Waited]:
    own = {row.cycle.pk for row in mine}
    for condition in conditions:
        claimed = condition.state == ConditionState.CLAIMED
        holder = condition.verifier if claimed else condition.owner
        if condition.cycle_id not in own or holder == user:
            continue
        title = f"{'Check of the condition' if claimed else 'Condition'}: {condition.text}"
        url = reverse("condition", args=[condition.cycle.reference, condition.pk])
        days = working_days(timezone.localdate(condition.state_since), on)
        about = f"condition-{condition.pk}"
        due = None if claimed else condition.due
        yield Waited(title, url, str(holder), condition.cycle, days, about, holder.pk, due=due)
