"""What people who have left hold, or somebody who is about to leave: by person and cycle, with who is asked for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeGuard

from django.urls import reverse

from accounts.models import User
from approvals.models import Condition
from checklists.models import Answer, AnswerState, ConfirmationState
from checklists.selectors.answers import confirmation_of
from cycles.models import Cycle
from cycles.selectors.replacements import Managers
from overview.selectors.holdings import PARTS, Holding, HoldingKind, record_holdings
from overview.selectors.leavers import passes_on, replacements_of
from stages.records.models import RecordText
from stages.records.policies import SEALED_AT
from stages.records.selectors.holders import stages_of_tables
from ui.sorting import sort_key
from ui.wording import listed

# What is to be done about a leaver's part, and who of those who see the cycle can do it.
TO_DO = {
    HoldingKind.LEAD: "A manager of the directorate names another lead",
    HoldingKind.SPONSOR: "The lead or a manager names another sponsor",
    HoldingKind.TEAM: "The lead or a manager takes them off the team",
    HoldingKind.CONTRACT_MANAGER: "The lead or a manager names another contract manager",
    HoldingKind.MISSING_PART: "The team names another owner of the missing part",
    HoldingKind.CONDITION: "A manager of the directorate names another owner",
    HoldingKind.CHECK: "A manager of the directorate names another checker",
    HoldingKind.CONFIRMATION: "The team asks another adviser",
    HoldingKind.RISK: "The team or a manager names another owner",
    HoldingKind.ACTION: "The team or a manager names another owner",
    HoldingKind.FINDING: "The team or a manager names somebody else who knows more",
    HoldingKind.MITIGATION: "The team or a manager names another owner",
    HoldingKind.RECORD: "The team or a manager names another owner",
    HoldingKind.SAVED_VIEW: "Whoever uses it saves one of their own",
}
# What the pack of a gate holds: nothing of it changes while the gate waits for a decision.
SEALED = {
    HoldingKind.SPONSOR,
    HoldingKind.TEAM,
    HoldingKind.CONTRACT_MANAGER,
    HoldingKind.MISSING_PART,
    HoldingKind.CONFIRMATION,
}
WAITS = {
    HoldingKind.GATE: "The next manager who may sign it is told",
    HoldingKind.COVER_GIVEN: "It ends with their last day",
    HoldingKind.COVER_TAKEN: "It ends with their last day",
    HoldingKind.SAVED_VIEW: "It stays as it is",
    HoldingKind.EXPORT: "Nobody else is given it",
}


@dataclass(frozen=True)
class LeaverRow:
    """One thing, and the names of those who are asked for it in place of its holder."""

    holding: Holding
    asked: str
    is_several: bool  # whether they are more than one

    @property
    def name(self) -> str:
        """Missing part."""
        one, _ = self.holding.kind.value
        return f"{one[0].upper()}{one[1:]}"

    @property
    def is_part(self) -> bool:
        """Whether it is what somebody is in the cycle, and no thing of its own."""
        return self.holding.kind in PARTS

    @property
    def is_sealed(self) -> bool:
        cycle = self.holding.cycle
        if cycle is None or cycle.sealed_at is None:
            return False
        row = self.holding.row
        if isinstance(row, RecordText):
            return cycle.stage in SEALED_AT[stages_of_tables().get(row.kind, cycle.stage)]
        return self.holding.kind in SEALED

    @property
    def to_do(self) -> str:
        todo = TO_DO[self.holding.kind]
        if not self.is_sealed or self.holding.cycle is None:
            return todo
        gate = f"{self.holding.cycle.get_stage_display()} gate"
        return f"Once the {gate} is decided or its pack withdrawn: {todo[0].lower()}{todo[1:]}"

    @property
    def told(self) -> str:
        """Who is told when the holder leaves: a sentence."""
        if not passes_on(self.holding):
            return WAITS[self.holding.kind]
        verb = "are" if self.is_several else "is"
        return f"{self.asked} {verb} told" if self.asked else "Nobody is left to ask, so administrators are told"


@dataclass(frozen=True)
class HeldInCycle:
    """Everything that one person holds in one cycle; `cycle` is None for what belongs to no cycle."""

    person: User
    cycle: Cycle | None
    rows: list[LeaverRow]


@dataclass(frozen=True)
class HeldOfKind:
    """Everything of one kind that one person holds."""

    title: str
    rows: list[LeaverRow]


def row_of(holding: Holding, managers: Managers) -> LeaverRow:
    people = replacements_of(holding, managers) if passes_on(holding) else []
    return LeaverRow(holding, listed([person.name for person in people]), len(people) > 1)


def by_cycle(holdings: Iterable[Holding], managers: Managers) -> list[HeldInCycle]:
    """In the order in which `holdings` gives them."""
    groups = groupby(holdings, key=lambda row: (row.holder, row.cycle))
    return [HeldInCycle(*key, [row_of(row, managers) for row in rows]) for key, rows in groups]


def by_kind(holdings: Collection[Holding], managers: Managers) -> list[HeldOfKind]:
    rows: dict[HoldingKind, list[LeaverRow]] = defaultdict(list)
    for holding in holdings:
        rows[holding.kind].append(row_of(holding, managers))
    return [HeldOfKind(kind.counted(len(rows[kind])), rows[kind]) for kind in HoldingKind if rows[kind]]


def left_in_cycle(
    cycle: Cycle, answers: Iterable[Answer], conditions: Iterable[Condition], managers: Managers
) -> list[HeldInCycle]:
    """The same of one cycle: its people, present answers and binding conditions from rows at hand, its records read."""
    named = [
        (HoldingKind.LEAD, cycle.lead),
        (HoldingKind.SPONSOR, cycle.sponsor),
        *((HoldingKind.TEAM, member) for member in cycle.team.all()),
        (HoldingKind.CONTRACT_MANAGER, cycle.contract_manager),
    ]
    address = reverse("cycle-people", args=[cycle.reference])
    rows = [Holding(kind, person, cycle.title, address, cycle, cycle) for kind, person in named if _has_left(person)]
    for answer in answers:
        question, request = answer.question, confirmation_of(answer)
        address = reverse("question", args=[cycle.reference, question.stage, question.code.lower()])
        owner = answer.missing_owner if answer.state == AnswerState.PARTLY_MET else None
        adviser = request.asked_of if request and request.state == ConfirmationState.ASKED else None
        for kind, person in ((HoldingKind.MISSING_PART, owner), (HoldingKind.CONFIRMATION, adviser)):
            if _has_left(person) and not cycle.has_passed(question.stage):
                rows.append(Holding(kind, person, question.title, address, answer, cycle, answer.missing_due))
    for condition in conditions:
        address = reverse("condition", args=[condition.cycle.reference, condition.pk])
        for kind, person in ((HoldingKind.CONDITION, condition.owner), (HoldingKind.CHECK, condition.verifier)):
            if _has_left(person):
                rows.append(Holding(kind, person, condition.text, address, condition, cycle, condition.due))
    rows += record_holdings(User.objects.filter(is_active=False), cycle)
    rows.sort(key=lambda row: (sort_key(row.holder.name), row.holder.pk))
    return by_cycle(rows, managers)


def _has_left(person: User | None) -> TypeGuard[User]:
    return person is not None and not person.is_active
