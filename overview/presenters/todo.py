"""What somebody has to do next, from everything that names them and from the gates of their cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import Condition, ConditionState
from approvals.selectors.conditions import binding_conditions, promised_to
from checklists.met import Gap
from checklists.models import Answer, Confirmation, ConfirmationState
from checklists.selectors.answers import missing_parts
from cycles.models import LIVE_STAGES, Cycle
from overview.presenters.my_cycles import MyCycle
from ui.wording import counted, day_short, listed

FORTNIGHT = timedelta(days=14)
TO_ANSWER = {"unanswered", "not_met", "no_evidence"}
AGAIN = {"sent_back": "Sent back", "refused": "Not confirmed", "withdrawn": "Confirmation withdrawn"}

DATED, ASKED, OWN = 0, 1, 2  # what has a date comes before what others wait for, before the team's own work


@dataclass(frozen=True)
class TodoItem:
    """One thing to do: where, for which cycle, and by when or since when."""

    title: str
    url: str
    cycle: Cycle
    note: str = ""
    due: date | None = None
    since: date | None = None
    rank: int = ASKED

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on

    def is_soon(self, on: date) -> bool:
        return self.due is not None and on <= self.due <= on + FORTNIGHT


def todo_items(
    user: User, visible: QuerySet[Cycle], mine: Sequence[MyCycle], conditions: Iterable[Condition]
) -> list[TodoItem]:
    """Everything, the latest first, then the soonest due, then what others asked for, then the team's own questions."""
    found = [
        *_conditions(user, conditions),
        *_answers(user, visible),
        *(thing for row in mine for thing in _of_cycle(row)),
    ]
    return sorted(found, key=lambda thing: (thing.rank, thing.due or thing.since or date.max))


def conditions_near(user: User, visible: QuerySet[Cycle], cycles: Sequence[Cycle]) -> list[Any]:
    """Promises not yet met that somebody owns or checks, and those that bind their own cycles.

    `is_visible` tells which they may read of: a cycle can be bound by the promises of one that is restricted.
    """
    near = Q(owner=user) | Q(verifier=user)
    rows: QuerySet[Any] = binding_conditions().annotate(is_visible=Exists(visible.filter(pk=OuterRef("cycle"))))
    return list(
        rows.filter(near & Q(is_visible=True) | promised_to(cycles))
        .select_related("owner", "verifier", "cycle__service", "decision__decider", "decision__submission")
        .defer("decision__submission__pack")
    )


def _conditions(user: User, conditions: Iterable[Condition]) -> Iterator[TodoItem]:
    for condition in conditions:
        url = reverse("condition", args=[condition.cycle.reference, condition.pk])
        if condition.state == ConditionState.OPEN and condition.owner_id == user.pk:
            note = f"Set by {condition.decision.decider} at the {_gate(condition)}"
            yield TodoItem(f"Condition: {condition.text}", url, condition.cycle, note, due=condition.due, rank=DATED)
        elif condition.state == ConditionState.CLAIMED and condition.verifier_id == user.pk:
            since = timezone.localdate(condition.state_since)
            note = f"{condition.owner} says it is done"
            yield TodoItem(f"Check the condition: {condition.text}", url, condition.cycle, note, since=since)


def _gate(condition: Condition) -> str:
    return f"{condition.decision.submission.get_stage_display()} gate"


def _answers(user: User, visible: QuerySet[Cycle]) -> Iterator[TodoItem]:
    """Answers that somebody has promised to complete, while they can be changed, or is asked to confirm."""
    parts = missing_parts().filter(missing_owner=user).order_by().values("pk")
    asked = Confirmation.objects.filter(
        asked_of=user,
        state=ConfirmationState.ASKED,
        answer__set_aside_because="",
        answer__cycle__stage__in=LIVE_STAGES,
    )
    rows: QuerySet[Any] = Answer.objects.filter(
        pk__in=parts.union(asked.order_by().values("answer")), cycle__in=visible
    )
    mine = Q(confirmations__asked_of=user, confirmations__state=ConfirmationState.ASKED)
    rows = rows.annotate(is_part=Q(pk__in=parts), asked=FilteredRelation("confirmations", condition=mine))
    for answer in rows.select_related("cycle__service", "asked__asked_by"):
        title, url = answer.question.title, _question(answer)
        if answer.is_part:
            blocks = answer.question.mandatory and not answer.question.conditional_pass
            note = "Partly met: the missing part is yours" + (". Blocks the gate" if blocks else "")
            yield TodoItem(title, url, answer.cycle, note, due=answer.missing_due, rank=DATED)
        if confirmation := getattr(answer, "asked", None):
            since, note = timezone.localdate(confirmation.asked_at), f"Asked by {confirmation.asked_by}"
            yield TodoItem(f"Confirm: {title}", url, answer.cycle, note, since=since)


def _question(answer: Answer) -> str:
    return reverse("question", args=[answer.cycle.reference, answer.question.stage, answer.question.code.lower()])


# What the gates of somebody's own cycles ask of the team


def _of_cycle(row: MyCycle) -> Iterator[TodoItem]:
    if row.waiting:
        return
    if row.result.ready:
        title = f"Submit the {row.stage_name} gate"
        yield TodoItem(title, row.gate_url, row.cycle, "Everything that it asks is ready", since=_stage_since(row))
    yield from (_again(row, gap) for gap in row.open_gaps if gap.kind in AGAIN)
    yield from _undecided(row)
    yield from _together(row)


def _again(row: MyCycle, gap: Gap) -> TodoItem:
    note = f"{AGAIN[gap.kind]} on {day_short(gap.since, gap.since)}. Blocks the gate"
    return TodoItem(f"Answer again: {gap.about}", row.question_url(gap.question), row.cycle, note, since=gap.since)


def _undecided(row: MyCycle) -> Iterator[TodoItem]:
    missing = [gap.about.lower() for gap in row.open_gaps if gap.kind == "undecided"]
    if missing:
        url = reverse("cycle-edit", args=[row.cycle.reference])
        yield TodoItem(
            f"Decide {listed(missing)}", url, row.cycle, "Blocks the gate", since=_stage_since(row), rank=OWN
        )


def _together(row: MyCycle) -> Iterator[TodoItem]:
    """One line for all that is simply still to be done, so that a fresh stage does not fill the page."""
    unanswered = sum(gap.kind in TO_ANSWER for gap in row.open_gaps)
    unasked = sum(gap.kind == "not_asked" for gap in row.open_gaps)
    since = _stage_since(row)
    if unanswered:
        title = f"{counted(unanswered, 'question')} to answer in {row.stage_name}"
        yield TodoItem(title, row.stage_url, row.cycle, since=since, rank=OWN)
    if unasked:
        title = f"{counted(unasked, 'answer')} to have confirmed in {row.stage_name}"
        yield TodoItem(title, f"{row.stage_url}?show=mine", row.cycle, since=since, rank=OWN)


def _stage_since(row: MyCycle) -> date:
    return timezone.localdate(row.cycle.stage_since)
