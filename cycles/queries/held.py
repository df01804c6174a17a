"""What somebody holds in a cycle, so that others wait for them: what a nudge is about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cycles.days import add_working_days
from cycles.models import (
    Answer,
    AnswerState,
    Condition,
    ConditionState,
    Confirmation,
    ConfirmationState,
    Cycle,
    CycleStage,
    PendingSigner,
)
from notifications.models import Message

PAUSE = 3  # working days from one nudge to the next


@dataclass(frozen=True)
class Held:
    """One thing and its holder; `about` is its kind and row: "step-12", "confirmation-3", "answer-3", "condition-7"."""

    about: str
    title: str
    holder: User
    url: str


def held(cycle: Cycle, about: str, on: date) -> Held | None:
    """The thing as it stands; None when nobody holds it any more."""
    kind, _, number = about.partition("-")
    if kind not in FINDERS or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return FINDERS[kind](cycle, int(number), on)


def _step(cycle: Cycle, pk: int, on: date) -> Held | None:
    rows = PendingSigner.objects.filter(step=pk, step__submission__cycle=cycle, position=0)
    expected = rows.select_related("user").first()
    if expected is None:
        return None
    url = reverse("decide", args=[cycle.reference, cycle.stage])
    return Held(f"step-{pk}", f"{CycleStage(cycle.stage).label} gate", expected.user, url)


def _confirmation(cycle: Cycle, pk: int, on: date) -> Held | None:
    rows = Confirmation.objects.filter(pk=pk, answer__cycle=cycle, state=ConfirmationState.ASKED)
    row = rows.select_related("asked_of", "answer__question").first()
    if row is None or row.asked_of is None:
        return None
    return Held(f"confirmation-{pk}", row.answer.question.title, row.asked_of, _question(cycle, row.answer))


def _answer(cycle: Cycle, pk: int, on: date) -> Held | None:
    rows = cycle.answers.filter(pk=pk, state=AnswerState.PARTLY_MET, set_aside_because="")
    row = rows.select_related("missing_owner", "question").first()
    if row is None or row.missing_owner is None:
        return None
    return Held(f"answer-{pk}", row.question.title, row.missing_owner, _question(cycle, row))


def _condition(cycle: Cycle, pk: int, on: date) -> Held | None:
    open_states = (ConditionState.OPEN, ConditionState.CLAIMED)
    row = (
        Condition.objects.filter(pk=pk, cycle=cycle, state__in=open_states).select_related("owner", "verifier").first()
    )
    if row is None:
        return None
    holder = row.verifier if row.state == ConditionState.CLAIMED else row.owner
    return Held(f"condition-{pk}", row.text, holder, reverse("condition", args=[cycle.reference, pk]))


FINDERS = {"step": _step, "confirmation": _confirmation, "answer": _answer, "condition": _condition}


def _question(cycle: Cycle, answer: Answer) -> str:
    return reverse("question", args=[cycle.reference, answer.question.stage, answer.question.code.lower()])


def nudges(people: Collection[int], on: date) -> dict[tuple[int, str], date]:
    """When each of these people was last nudged about what, where another nudge would be too soon."""
    since = add_working_days(on, -PAUSE)
    rows = Message.objects.filter(kind="nudge", person__in=people, created_at__date__gt=since).order_by("created_at")
    return {
        (person, occasion.split(":")[1]): timezone.localdate(at)
        for person, occasion, at in rows.values_list("person_id", "occasion", "created_at")
    }


def again_on(nudged: date) -> date:
    return add_working_days(nudged, PAUSE)
