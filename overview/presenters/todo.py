"""What somebody has to do next, from everything that names them and from the gates of their cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import Condition, ConditionState
from checklists.models import ConfirmationState
from cycles.models import Cycle
from overview.presenters.my_cycles import MyCycle, could_lapse
from overview.selectors.open_answers import OpenAnswer, OpenConfirmation, questions_of
from principles.models import Question
from ui.wording import counted, day, day_short, listed

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
    could_lapse: bool = False  # delay lets what runs today end before what follows it can start

    @property
    def url(self) -> str:
        return reverse(self.page[0], args=self.page[1:]) + self.query


def todo_items(
    user: User,
    cycles: Mapping[int, Cycle],
    mine: Iterable[MyCycle],
    conditions: Iterable[Any],
    answers: Iterable[OpenAnswer],
    confirmations: Iterable[OpenConfirmation],
    leaderless: Collection[Cycle],
) -> list[TodoItem]:
    """By harm: first what is late where the arrangement that runs could lapse, and in each part the latest first.

    Then the soonest due, then what others asked for, then the team's own questions.

    `cycles` are those that the person may see, of all that the other rows are about; for the `leaderless` they are
    asked in place of a lead who has left.
    """
    found = [
        *_of_leavers(user, cycles, conditions, answers, confirmations, leaderless),
        *_conditions(user, conditions),
        *_answers(user, cycles, answers, confirmations),
        *(item for row in mine if not row.waiting for item in _of_cycle(row)),
    ]
    lapsing = {pk for pk, cycle in cycles.items() if could_lapse(cycle)}
    marked = [replace(item, could_lapse=True) if item.cycle.pk in lapsing else item for item in found]
    return sorted(marked, key=lambda item: (not item.could_lapse, item.rank, item.due or item.since or date.max))


def _of_leavers(
    user: User,
    cycles: Mapping[int, Cycle],
    conditions: Iterable[Any],
    answers: Iterable[OpenAnswer],
    confirmations: Iterable[OpenConfirmation],
    leaderless: Collection[Cycle],
) -> Iterator[TodoItem]:
    """What people who have left hold in the cycles that somebody leads, or for whose lead they are asked.

    Conditions are handed over by managers alone, so that they come to the manager who is asked, not to the lead.
    """
    without_lead = {cycle.pk for cycle in leaderless}
    asked_for = {pk for pk, cycle in cycles.items() if cycle.lead_id == user.pk} | without_lead
    questions = questions_of(cycles.values())
    page: tuple[str, ...]
    for cycle in leaderless:
        note, since = f"{cycle.lead} has left", timezone.localdate(cycle.stage_since)
        yield TodoItem("Name another lead", ("cycle-people", cycle.reference), cycle, note=note, since=since)
    for part in answers:
        if part.cycle_id in asked_for and part.is_missing_part and part.owner_is_out:
            cycle, question = cycles[part.cycle_id], questions[part.question_id]
            if question.stage == cycle.stage and not cycle.sealed_at:
                page, first = _page_to_ask(cycle, question, without_lead)
                why = "may not see it" if part.missing_owner_active else "has left"
                but = f", but {first}" if first else ""
                note = f"{part.missing_owner} {why}: name somebody else for the missing part{but}"
                yield TodoItem(question.title, page, cycle, note=note, due=part.missing_due, rank=DATED)
    for request in confirmations:
        is_asked = request.state == ConfirmationState.ASKED and request.asked_of_active is False
        if is_asked and request.cycle_id in asked_for:
            cycle, question = cycles[request.cycle_id], questions[request.question_id]
            page, first = _page_to_ask(cycle, question, without_lead)
            title = f"Ask another adviser: {question.title}"
            note = f"{request.asked_of} has left" + (f": {first}" if first else "")
            yield TodoItem(title, page, cycle, note=note, due=request.due, rank=DATED)
    for condition in conditions:
        if not condition.passed_on:
            continue
        page = ("condition", condition.cycle.reference, str(condition.pk))
        note = "{} has left: a manager of the directorate names somebody else"
        if not condition.owner.is_active:
            title, words = f"Condition “{condition.text}”", note.format(condition.owner)
            yield TodoItem(title, page, condition.cycle, note=words, due=condition.due, rank=DATED)
        if not condition.verifier.is_active and condition.owner_id != user.pk:
            title, words = f"Check of the condition “{condition.text}”", note.format(condition.verifier)
            yield TodoItem(title, page, condition.cycle, note=words, due=condition.due, rank=DATED)


def _page_to_ask(cycle: Cycle, question: Question, without_lead: Collection[int]) -> tuple[tuple[str, ...], str]:
    """Where somebody else is named, and what has to be done first: the team alone changes answers, not a manager."""
    if cycle.pk in without_lead:
        return ("cycle-people", cycle.reference), "name another lead first"
    return ("question", cycle.reference, question.stage, question.code.lower()), ""


def _conditions(user: User, conditions: Iterable[Condition]) -> Iterator[TodoItem]:
    for condition in conditions:
        page = ("condition", condition.cycle.reference, str(condition.pk))
        if condition.state == ConditionState.OPEN and condition.owner_id == user.pk:
            gate = f"{condition.decision.submission.get_stage_display()} gate"
            note = f"Set by {condition.decision.decider} at the {gate}"
            title = f"Condition “{condition.text}”"
            yield TodoItem(title, page, condition.cycle, note=note, due=condition.due, rank=DATED)
        elif condition.state == ConditionState.CLAIMED and condition.verifier_id == user.pk:
            since = timezone.localdate(condition.state_since)
            note = f"{condition.owner} says it is done"
            yield TodoItem(f"Check the condition “{condition.text}”", page, condition.cycle, note=note, since=since)


def _answers(
    user: User,
    cycles: Mapping[int, Cycle],
    answers: Iterable[OpenAnswer],
    confirmations: Iterable[OpenConfirmation],
) -> Iterator[TodoItem]:
    """Answers that somebody has promised to complete, while they can be changed, or is asked to confirm."""
    questions = questions_of(cycles.values())

    def place(row: OpenAnswer | OpenConfirmation) -> tuple[int, int]:
        return questions[row.question_id].position, row.pk

    parts = [row for row in answers if row.is_missing_part and row.missing_owner_id == user.pk]
    for part in sorted((row for row in parts if row.cycle_id in cycles), key=place):
        cycle, question = cycles[part.cycle_id], questions[part.question_id]
        if question.stage == cycle.stage and not cycle.sealed_at:
            blocks = question.mandatory and not question.conditional_pass
            note = "Partly met: the missing part is yours" + (". Blocks the gate" if blocks else "")
            page = ("question", cycle.reference, question.stage, question.code.lower())
            yield TodoItem(question.title, page, cycle, note=note, due=part.missing_due, rank=DATED)
    mine = [row for row in confirmations if row.state == ConfirmationState.ASKED and row.asked_of_id == user.pk]
    by_cycle: dict[int, list[OpenConfirmation]] = defaultdict(list)
    for asked in sorted((row for row in mine if row.cycle_id in cycles and cycles[row.cycle_id].is_live), key=place):
        by_cycle[asked.cycle_id].append(asked)
    for pk, requests in by_cycle.items():  # one row for all that a cycle asks of them; each page leads to the next
        cycle, first = cycles[pk], min(requests, key=lambda request: request.asked_at)
        question, titles = questions[requests[0].question_id], [questions[row.question_id].title for row in requests]
        page = ("question", cycle.reference, question.stage, question.code.lower())
        since, due = timezone.localdate(first.asked_at), min(filter(None, (row.due for row in requests)), default=None)
        title, note = f"Confirm: {titles[0]}", f"Asked by {first.asked_by} on {day(since)}"
        if len(requests) > 1:
            title = f"Confirm {counted(len(requests), 'answer')}"
            names = listed(sorted({row.asked_by for row in requests}))
            note = f"{listed([f'“{name}”' for name in titles])}. Asked by {names}, first on {day(since)}"
        yield TodoItem(title, page, cycle, note=note, due=due, since=since, rank=DATED)


def _of_cycle(row: MyCycle) -> Iterator[TodoItem]:
    """What its gate asks of the team: one line for all that is simply still to be done, so a fresh stage is short."""
    cycle, stage_since = row.cycle, timezone.localdate(row.cycle.stage_since)
    if row.is_ready:
        title = f"Submit the {row.stage_name} gate"
        yield TodoItem(title, row.gate_page, cycle, note="Everything that it asks is ready", since=row.touched)
    for answer in row.answers:
        if since := answer.again_since:
            title, page = f"Answer again: {answer.question.title}", row.question_page(answer.question.code)
            note = f"{AGAIN[answer.answer.gap]} on {day_short(since, since)}. Blocks the gate"
            yield TodoItem(title, page, cycle, note=note, since=since)
        elif done_at := answer.answer.missing_done_at:
            title, page = f"Answer again: {answer.question.title}", row.question_page(answer.question.code)
            note = f"{answer.answer.missing_owner} says the missing part is done: look at it and change your answer"
            yield TodoItem(title, page, cycle, note=note, since=timezone.localdate(done_at))
    if row.undecided:
        title = f"Decide {listed(row.undecided)}"
        page = ("cycle-edit", cycle.reference)
        yield TodoItem(title, page, cycle, note="Blocks the gate", since=stage_since, rank=OWN)
    if number := sum(row.gaps[kind] for kind in TO_ANSWER):
        title = f"{counted(number, 'question')} to answer in {row.stage_name}"
        yield TodoItem(title, row.stage_page, cycle, since=stage_since, rank=OWN)
    if number := row.gaps["not_asked"]:
        title = f"{counted(number, 'answer')} to have confirmed in {row.stage_name}"
        yield TodoItem(title, row.stage_page, cycle, query="?show=mine", since=stage_since, rank=OWN)
