"""The conditions that bind a cycle: its own, and those of a closed cycle that it follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.selectors import load_people
from approvals.models import Condition
from cycles.models import Cycle, CycleStage
from cycles.selectors.replacements import holder_or_replacements
from cycles.selectors.visibility import not_visible_among


def binding_conditions() -> QuerySet[Condition]:
    """Conditions not yet met, of gates that have passed."""
    return Condition.objects.filter(Condition.binding())


def open_conditions(*cycles: Cycle) -> QuerySet[Condition]:
    """The binding conditions that block the next gates of these cycles."""
    return binding_conditions().filter(promised_to(cycles)).select_related("owner", "verifier", "cycle")


def read_open_conditions(cycles: Collection[Cycle]) -> list[Condition]:
    """The same as rows with their people and cycles, the soonest first. Most cycles have none: then it is one query."""
    rows = list(binding_conditions().filter(promised_to(cycles)).order_by())
    if rows:
        rows.sort(key=lambda row: (row.due, row.pk))
        load_people((rows, ("owner", "verifier")))
        _set_cycles(rows, cycles)
    return rows


def _set_cycles(conditions: Iterable[Condition], cycles: Iterable[Cycle]) -> None:
    """Only cycles that the given ones follow are read."""
    known = {cycle.pk: cycle for cycle in cycles}
    if followed := {condition.cycle_id for condition in conditions} - known.keys():
        known |= Cycle.objects.in_bulk(followed)
    for condition in conditions:
        condition.cycle = known[condition.cycle_id]


def owner_or_replacements(condition: Condition, cycle: Cycle) -> list[User]:
    """Who is asked to meet it, or in place of an owner who has left to name another: the managers, as they may."""
    return holder_or_replacements(condition.owner, cycle, by_managers=True)


def checker_or_replacements(condition: Condition, cycle: Cycle) -> list[User]:
    """Who is asked to check it, or in place of a checker who has left to name another; never its owner."""
    return holder_or_replacements(condition.verifier, cycle, but_not=[condition.owner_id], by_managers=True)


def promised_to(cycles: Iterable[Cycle]) -> Q:
    """The conditions set in these cycles and in a closed one that one of them follows."""
    cycles = list(cycles)
    own = Q(cycle__in=[cycle.pk for cycle in cycles])
    predecessors = [cycle.previous_id for cycle in cycles if cycle.previous_id]
    return own | Q(cycle__in=predecessors, cycle__stage=CycleStage.CLOSED) if predecessors else own


def conditions_around(cycle: Cycle) -> list[Condition]:
    """All conditions of the cycle and those that it inherits, the soonest first; `binds` marks those that block it.

    Some may be of a cycle that the reader may not see: `conditions_by_cycle` tells them apart.
    The people are not read: `accounts.selectors.load_people`.
    """
    found: QuerySet[Any] = Condition.objects.filter(promised_to([cycle])).annotate(binds=Condition.binding())
    rows: list[Condition] = list(found.order_by())
    rows.sort(key=lambda row: (row.due, row.pk))
    _set_cycles(rows, [cycle])
    return rows


@dataclass
class BindingConditions:
    """What blocks the gate of one cycle: conditions that a person may read, and those of a cycle hidden from them."""

    visible: list[Condition] = field(default_factory=list)
    hidden: list[Condition] = field(default_factory=list)

    @property
    def gaps(self) -> int:
        """Hidden ones are one gap together: how many there are is the other cycle's own."""
        return len(self.visible) + bool(self.hidden)


def conditions_by_cycle(
    cycles: Iterable[Cycle], viewer: User | None, today: date, conditions: Iterable[Condition] | None = None
) -> dict[int, BindingConditions]:
    """The binding conditions of each cycle, read here unless they are passed in; the viewer sees the cycles."""
    cycles = list(cycles)
    conditions = read_open_conditions(cycles) if conditions is None else list(conditions)
    followers = {cycle.previous_id: cycle.pk for cycle in cycles if cycle.previous_id}
    by_cycle = {cycle.pk: BindingConditions() for cycle in cycles}
    others = {condition.cycle for condition in conditions if condition.cycle_id not in by_cycle}
    hidden = not_visible_among(viewer, others, today)
    for condition in conditions:
        bound = {condition.cycle_id}
        if condition.cycle.stage == CycleStage.CLOSED and condition.cycle_id in followers:
            bound.add(followers[condition.cycle_id])
        for cycle_id in bound & by_cycle.keys():
            binding = by_cycle[cycle_id]
            (binding.hidden if condition.cycle_id in hidden else binding.visible).append(condition)
    return by_cycle
