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
from checklists.models import ConfirmationState
from cycles.models import Cycle
from overview.presenters.my_cycles import MyCycle
from reminders.pending_actions import nudges
from ui.wording import counted, with_leaving


@dataclass(frozen=True)
class Waited:
    """One thing that somebody else holds, for so many working days."""

    title: str
    page: tuple[str, ...]  # the name of its address, and what that takes
    holder: str
    cycle: Cycle
    days: int
    about: str  # what a nudge is about
    holder_id: int | None
    due: date | None = None
    nudged: date | None = None  # where it is too soon to nudge again

    @property
    def url(self) -> str:
        return reverse(self.page[0], args=self.page[1:])


def waited_for(
    user: User, mine: Sequence[MyCycle], conditions: Iterable[Condition], on: date, shown: int | None
) -> list[Waited]:
    """The longest first. Nudges are read for the first `shown`."""
    rows = [
        *(row for one in mine for row in _of_cycle(one, user, on)),
        *_conditions(user, mine, conditions, on),
    ]
    rows.sort(key=lambda row: -row.days)
    first = rows[:shown]
    nudged = nudges({row.holder_id for row in first if row.holder_id}, on)
    return [replace(row, nudged=nudged.get((row.holder_id or 0, row.about))) for row in first] + rows[len(first) :]


def _of_cycle(row: MyCycle, user: User, on: date) -> Iterator[Waited]:
    if row.waiting and not row.waiting.can_sign:
        title = f"{row.waiting.gate} decision"
        expected, about = row.waiting.expected, f"step-{row.waiting.step.pk}"
        yield Waited(
            title,
            row.gate_page,
            f"{row.waiting.holder}, {row.waiting.grade}",
            row.cycle,
            row.waiting.days,
            about,
            expected.user_id if expected else None,
            due=row.waiting.due,
        )
    requests: dict[str, list[Waited]] = {}  # one row for all that the cycle asks one adviser to confirm
    for listed in row.answers:
        question, answer, asked = listed.question, listed.answer, listed.confirmation
        page = row.question_page(question.code)
        is_lead = row.cycle.lead_id == user.pk  # what leavers hold is the lead's own to do
        is_asked = asked and asked.state == ConfirmationState.ASKED and asked.asked_of_id != user.pk
        if asked and is_asked and (asked.asked_of_active or not is_lead):
            request = Waited(
                question.title,
                page,
                f"{with_leaving(asked.who, asked.asked_of_active)}, {question.confirmer}",
                row.cycle,
                working_days(timezone.localdate(asked.asked_at), on),
                f"confirmation-{asked.pk}",
                asked.asked_of_id if asked.asked_of_active else None,
                due=asked.due,
            )
            requests.setdefault(request.holder, []).append(request)
        is_part = answer.is_missing_part and answer.missing_owner_id != user.pk
        if is_part and answer.answered_at and not row.waiting and not (answer.owner_is_out and is_lead):
            yield Waited(
                question.title,
                page,
                with_leaving(answer.missing_owner, answer.missing_owner_active),
                row.cycle,
                working_days(timezone.localdate(answer.answered_at), on),
                f"answer-{answer.pk}",
                None if answer.owner_is_out else answer.missing_owner_id,
                due=answer.missing_due,
            )
    for waited in requests.values():
        longest = max(waited, key=lambda one: one.days)
        if len(waited) > 1:
            due = min(filter(None, (one.due for one in waited)), default=None)
            title = f"{counted(len(waited), 'answer')} to confirm"
            longest = replace(longest, title=title, page=row.stage_page, due=due)
        yield longest


def _conditions(user: User, mine: Sequence[MyCycle], conditions: Iterable[Condition], on: date) -> Iterator[Waited]:
    own = {row.cycle.pk: row.cycle for row in mine}
    for condition in conditions:
        claimed = condition.state == ConditionState.CLAIMED
        holder = condition.verifier if claimed else condition.owner
        if condition.cycle_id not in own or holder == user:
            continue
        title = f"{'Check of the condition' if claimed else 'Condition'} “{condition.text}”"
        page = ("condition", condition.cycle.reference, str(condition.pk))
        days = working_days(timezone.localdate(condition.state_since), on)
        about = f"condition-{condition.pk}"
        due = None if claimed else condition.due
        nudged = holder.pk if holder.is_active else None
        yield Waited(title, page, with_leaving(holder), condition.cycle, days, about, nudged, due=due)
