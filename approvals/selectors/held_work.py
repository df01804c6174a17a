"""The open work that somebody holds in a cycle and that another person can take.

Missing parts, conditions, checks, and rows of the stages' tables, which lie above: `settings.HELD_RECORDS`.

Confirmations are not among it: an adviser is asked for a specialism, and the team asks another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.models import User
from approvals.models import UNMET, Condition
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from cycles.models import Cycle
from ui.wording import counted

if TYPE_CHECKING:
    from cycles.services.changing import Change


class WorkKind(Enum):
    """What is held; the value names one and several of it."""

    MISSING_PART = ("missing part", "missing parts")
    CONDITION = ("condition", "conditions")
    CHECK = ("condition to check", "conditions to check")
    RECORD = ("record", "records")


class HeldRecord(Protocol):
    """A row of a table of an app above that somebody answers for: a risk."""

    version: int
    due: date | None

    @property
    def pk(self) -> int: ...

    @property
    def cycle(self) -> Cycle: ...

    @property
    def holder_id(self) -> int: ...

    @property
    def title(self) -> str: ...

    @property
    def name(self) -> str:
        """What it is: "risk"."""

    @property
    def url(self) -> str: ...

    def hand_over(self, change: Change, owner: User) -> None:
        """In the transaction of a change of the cycle."""


class HeldRecords(Protocol):
    def __call__(self, cycles: Mapping[int, Cycle], people: Collection[int], /) -> Iterable[HeldRecord]: ...


@dataclass(frozen=True)
class HeldWork:
    """One thing with who holds it: `row` is an answer, a condition that they own or check, or a record."""

    kind: WorkKind
    row: Answer | Condition | HeldRecord
    holder: User

    @property
    def key(self) -> str:
        """The name of its field in a form."""
        return f"{self.kind.name.lower()}-{self.row.pk}"

    @property
    def title(self) -> str:
        if isinstance(self.row, Answer):
            return self.row.question.title
        return self.row.text if isinstance(self.row, Condition) else self.row.title

    @property
    def name(self) -> str:
        """What it is: missing part, risk."""
        return self.kind.value[0] if isinstance(self.row, (Answer, Condition)) else self.row.name

    @property
    def due(self) -> date | None:
        return self.row.missing_due if isinstance(self.row, Answer) else self.row.due

    @property
    def url(self) -> str:
        reference = self.row.cycle.reference
        if isinstance(self.row, Condition):
            return reverse("condition", args=[reference, self.row.pk])
        if not isinstance(self.row, Answer):
            return self.row.url
        question = self.row.question
        return reverse("question", args=[reference, question.stage, question.code.lower()])


def held_work(holders: Mapping[Cycle, Collection[User]]) -> dict[int, list[HeldWork]]:
    """By cycle what these people hold in it, in a fixed number of statements, the soonest due first.

    A part that its owner says is done is no longer theirs. What a sealed pack holds is read-only.
    """
    cycles = {cycle.pk: cycle for cycle in holders}
    people = {cycle.pk: {person.pk: person for person in persons} for cycle, persons in holders.items()}
    ids = {pk for persons in people.values() for pk in persons}
    work: dict[int, list[HeldWork]] = {pk: [] for pk in cycles}
    if not ids:
        return work
    answers = Answer.objects.filter(
        cycle__in=cycles,
        missing_owner__in=ids,
        state=AnswerState.PARTLY_MET,
        missing_done_at__isnull=True,
        set_aside_because="",
    )
    for answer in answers.order_by("missing_due", "pk"):
        answer.cycle = cycle = cycles[answer.cycle_id]
        holder, stage = people[cycle.pk].get(answer.missing_owner_id or 0), answer.question.stage
        if holder and not cycle.has_passed(stage) and not (cycle.sealed_at and stage == cycle.stage):
            work[cycle.pk].append(HeldWork(WorkKind.MISSING_PART, answer, holder))
    held = Q(owner__in=ids) | Q(verifier__in=ids)
    conditions = Condition.objects.filter(held, cycle__in=cycles, state__in=UNMET).select_related("owner", "verifier")
    for condition in conditions.order_by("due", "pk"):
        condition.cycle = cycle = cycles[condition.cycle_id]
        for kind, user_id in ((WorkKind.CONDITION, condition.owner_id), (WorkKind.CHECK, condition.verifier_id)):
            if holder := people[cycle.pk].get(user_id):
                work[cycle.pk].append(HeldWork(kind, condition, holder))
    for name in settings.HELD_RECORDS:
        records: HeldRecords = import_string(name)
        for record in records(cycles, ids):
            if holder := people[record.cycle.pk].get(record.holder_id):
                work[record.cycle.pk].append(HeldWork(WorkKind.RECORD, record, holder))
    return work


def default_takers(work: Iterable[HeldWork], lead: User, sponsor: User) -> dict[str, User]:
    """The lead takes everything; where they would own and check one condition, the sponsor takes it instead."""
    takers: dict[str, User] = {}
    owners: dict[int, int] = {}
    for held in work:
        other = None
        if held.kind == WorkKind.CONDITION and isinstance(held.row, Condition):
            other = held.row.verifier_id
        elif held.kind == WorkKind.CHECK and isinstance(held.row, Condition):
            other = owners.get(held.row.pk, held.row.owner_id)
        takers[held.key] = sponsor if other == lead.pk else lead
        if held.kind == WorkKind.CONDITION:
            owners[held.row.pk] = takers[held.key].pk
    return takers


def words_of_work(work: Iterable[HeldWork]) -> list[str]:
    """2 missing parts, 1 condition."""
    numbers = Counter(held.kind for held in work)
    return [counted(numbers[kind], *kind.value) for kind in WorkKind if numbers[kind]]


def seen_work(work: Iterable[HeldWork]) -> str:
    """What a page has shown, with the version of each row: a form sends it back."""
    return " ".join(sorted(f"{held.key}.{held.row.version}" for held in work))


def requests_of(cycle: Cycle, people: Sequence[User]) -> list[Confirmation]:
    """The confirmations that these people are asked for in the cycle, of gates that have not passed."""
    rows = Confirmation.objects.filter(
        answer__cycle=cycle, asked_of__in=people, state=ConfirmationState.ASKED, answer__set_aside_because=""
    )
    requests = list(rows.select_related("asked_of", "answer").order_by("due", "pk"))
    return [row for row in requests if not cycle.has_passed(row.answer.question.stage)]
