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
    page: tuple[str, ...]  # the name of its address, and what that takes
    cycle: Cycle
    query: str = ""
    note: str = ""
    due: date | None = None
    since: date | None = None
    rank: int = ASKED

    @property
    def url(self) -> str:
        return reverse(self.page[0], args=self.page[1:]) + self.query

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
        *(item for row in mine if not row.waiting for item in _of_cycle(row)),
    ]
    return sorted(found, key=lambda item: (item.rank, item.due or item.since or date.max))


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
        page = ("condition", condition.cycle.reference, str(condition.pk))
        if condition.state == ConditionState.OPEN and condition.owner_id == user.pk:
            gate = f"{condition.decision.submission.get_stage_display()} gate"
            note = f"Set by {condition.decision.decider} at the {gate}"
            title = f"Condition: {condition.text}"
            yield TodoItem(title, page, condition.cycle, note=note, due=condition.due, rank=DATED)
        elif condition.state == ConditionState.CLAIMED and condition.verifier_id == user.pk:
            since = timezone.localdate(condition.state_since)
            note = f"{condition.owner} says it is done"
            yield TodoItem(f"Check the condition: {condition.text}", page, condition.cycle, note=note, since=since)


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
        question = answer.question
        page = ("question", answer.cycle.reference, question.stage, question.code.lower())
        if answer.is_part:
            blocks = question.mandatory and not question.conditional_pass
            note = "Partly met: the missing part is yours" + (". Blocks the gate" if blocks else "")
            yield TodoItem(question.title, page, answer.cycle, note=note, due=answer.missing_due, rank=DATED)
        if confirmation := getattr(answer, "asked", None):
            since, note = timezone.localdate(confirmation.asked_at), f"Asked by {confirmation.asked_by}"
            yield TodoItem(f"Confirm: {question.title}", page, answer.cycle, note=note, since=since)


def _of_cycle(row: MyCycle) -> Iterator[TodoItem]:
    """What its gate asks of the team: one line for all that is simply still to be done, so a fresh stage is short."""
    cycle, stage_since = row.cycle, timezone.localdate(row.cycle.stage_since)
    if not row.gaps:
        title = f"Submit the {row.stage_name} gate"
        yield TodoItem(title, row.gate_page, cycle, note="Everything that it asks is ready", since=stage_since)
    for gap in row.gaps:
        if gap.kind in AGAIN:
            title, page = f"Answer again: {gap.about}", row.question_page(gap.question)
            note = f"{AGAIN[gap.kind]} on {day_short(gap.since, gap.since)}. Blocks the gate"
            yield TodoItem(title, page, cycle, note=note, since=gap.since)
    if missing := [gap.about.lower() for gap in row.gaps if gap.kind == "undecided"]:
        title, page = f"Decide {listed(missing)}", ("cycle-edit", cycle.reference)
        yield TodoItem(title, page, cycle, note="Blocks the gate", since=stage_since, rank=OWN)
    if number := sum(gap.kind in TO_ANSWER for gap in row.gaps):
        title = f"{counted(number, 'question')} to answer in {row.stage_name}"
        yield TodoItem(title, row.stage_page, cycle, since=stage_since, rank=OWN)
    if number := sum(gap.kind == "not_asked" for gap in row.gaps):
        title = f"{counted(number, 'answer')} to have confirmed in {row.stage_name}"
        yield TodoItem(title, row.stage_page, cycle, query="?show=mine", since=stage_since, rank=OWN)
