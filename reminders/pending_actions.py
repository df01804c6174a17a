"""What somebody has to do in a cycle so that others can go on, and when they were last nudged about it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import UNMET, Condition, ConditionState, PendingSigner
from approvals.selectors.conditions import checker_or_replacements, owner_or_replacements
from calendars.days import add_working_days
from checklists.models import Answer, AnswerState
from checklists.selectors.confirmations import open_requests
from cycles.models import Cycle, CycleStage
from cycles.selectors.replacements import holder_or_replacements
from notifications.models import Notification
from ui.written_rows import as_moment

PAUSE = 3  # working days from one nudge to the next


@dataclass(frozen=True)
class PendingAction:
    """Something that the holder has to do: `row` is a step, a confirmation, an answer or a condition.

    Where its holder has left it is the first of those who replace them.
    """

    row: Model
    title: str
    holder: User
    url: str
    due: date | None = None

    @property
    def about(self) -> str:
        """The value by which a form names it, for example "step-12"."""
        return f"{self.row._meta.model_name}-{self.row.pk}"


def submitted_action(cycle: Cycle, about: str, today: date) -> PendingAction | None:
    """The pending action that a form names; None for a value that makes no sense."""
    subject_type, _, number = about.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return pending_action(cycle, subject_type, int(number), today)


def pending_action(cycle: Cycle, subject_type: str, subject_id: int, today: date) -> PendingAction | None:
    """The action that waits on a row of the cycle; None when nobody has to do anything about it."""
    find = FINDERS.get(subject_type)
    return find(cycle, subject_id, today) if find else None


def _signature(cycle: Cycle, pk: int, today: date) -> PendingAction | None:
    rows = PendingSigner.objects.filter(step=pk, step__submission__cycle=cycle, position=0)
    expected = rows.select_related("user", "step").first()
    if expected is None:
        return None
    url = reverse("decide", args=[cycle.reference, cycle.stage])
    title = f"{CycleStage(cycle.stage).label} gate"
    return PendingAction(expected.step, title, expected.user, url, expected.step.due)


def _confirmation(cycle: Cycle, pk: int, today: date) -> PendingAction | None:
    """Of the adviser; of the lead, who has to ask somebody else, where the adviser may not confirm any more."""
    rows = open_requests().filter(pk=pk, answer__cycle=cycle)
    row = rows.select_related("asked_of", "answer__question").first()
    holder = _asked(row.asked_of if row.advises else cycle.lead, cycle) if row else None
    if row is None or holder is None:
        return None
    return PendingAction(row, row.answer.question.title, holder, _question_url(cycle, row.answer), row.due)


def _missing_part(cycle: Cycle, pk: int, today: date) -> PendingAction | None:
    rows = cycle.answers.filter(pk=pk, state=AnswerState.PARTLY_MET, missing_done_at__isnull=True, set_aside_because="")
    row = rows.select_related("missing_owner", "question").first()
    holder = _asked(row.missing_owner, cycle) if row else None
    if row is None or holder is None:
        return None
    return PendingAction(row, row.question.title, holder, _question_url(cycle, row), row.missing_due)


def _condition(cycle: Cycle, pk: int, today: date) -> PendingAction | None:
    row = Condition.objects.filter(pk=pk, cycle=cycle, state__in=UNMET).select_related("owner", "verifier").first()
    if row is None:
        return None
    url = reverse("condition", args=[cycle.reference, pk])
    if row.state == ConditionState.CLAIMED:
        checker = next(iter(checker_or_replacements(row, cycle)), None)
        return PendingAction(row, row.text, checker, url) if checker else None
    owner = next(iter(owner_or_replacements(row, cycle)), None)
    return PendingAction(row, row.text, owner, url, row.due) if owner else None


FINDERS: dict[str, Callable[[Cycle, int, date], PendingAction | None]] = {
    "step": _signature,
    "confirmation": _confirmation,
    "answer": _missing_part,
    "condition": _condition,
}


def _asked(holder: User | None, cycle: Cycle) -> User | None:
    """The holder, or the first of those who replace them once they have left."""
    people = holder_or_replacements(holder, cycle) if holder else []
    return next(iter(people), None)


def _question_url(cycle: Cycle, answer: Answer) -> str:
    return reverse("question", args=[cycle.reference, answer.question.stage, answer.question.code.lower()])


# Written out, as My work asks on every page.
NUDGES = f"""
SELECT person_id, subject_type, subject_id, created_at FROM {Notification._meta.db_table}
WHERE kind = 'nudge' AND person_id IN ({{keys}}) AND created_at >= %s
ORDER BY created_at
"""


def nudges(people: Collection[int], today: date) -> dict[tuple[int, str], date]:
    """When each person was last nudged about an action, where it is too soon for another nudge.

    Keys are the person's id and `PendingAction.about`.
    """
    first = add_working_days(today, -PAUSE) + timedelta(days=1)
    since = timezone.make_aware(datetime.combine(first, time.min))
    if not people:
        return {}
    keys = ", ".join(["%s"] * len(people))
    with connection.cursor() as cursor:
        cursor.execute(NUDGES.format(keys=keys), [*people, connection.ops.adapt_datetimefield_value(since)])
        rows = [(person, f"{kind}-{row}", as_moment(at)) for person, kind, row, at in cursor.fetchall()]
    return {(person, about): timezone.localdate(at) for person, about, at in rows if at}


def next_nudge_on(nudged: date) -> date:
    return add_working_days(nudged, PAUSE)
