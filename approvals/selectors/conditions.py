"""The conditions that bind a cycle: its own, and those of a closed cycle that it follows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from approvals.models import Condition
from cycles.models import Cycle, CycleStage


def binding_conditions() -> QuerySet[Condition]:
    """Conditions not yet met, of gates that have passed."""
    return Condition.objects.filter(Condition.binding())


def open_conditions(*cycles: Cycle) -> QuerySet[Condition]:
    """The binding conditions that block the next gates of these cycles."""
    return binding_conditions().filter(promised_to(cycles)).select_related("owner", "verifier", "cycle")


def promised_to(cycles: Iterable[Cycle]) -> Q:
    """The conditions set in these cycles and in a closed one that one of them follows."""
    cycles = list(cycles)
    own = Q(cycle__in=[cycle.pk for cycle in cycles])
    predecessors = [cycle.previous_id for cycle in cycles if cycle.previous_id]
    return own | Q(cycle__in=predecessors, cycle__stage=CycleStage.CLOSED) if predecessors else own


def conditions_around(cycle: Cycle) -> list[Condition]:
    """All conditions of the cycle and those that it inherits, the soonest first; `binds` marks those that block it.

    The people are not read: `accounts.selectors.load_people`.
    """
    rows = Condition.objects.filter(promised_to([cycle])).annotate(binds=Condition.binding())
    return list(rows.select_related("cycle").order_by("due"))


def conditions_by_cycle(
    cycles: Iterable[Cycle], conditions: Iterable[Condition] | None = None
) -> dict[int, list[Condition]]:
    """The binding conditions of each cycle, read here unless they are passed in."""
    cycles = list(cycles)
    followers = {cycle.previous_id: cycle.pk for cycle in cycles if cycle.previous_id}
    by_cycle: dict[int, list[Condition]] = {cycle.pk: [] for cycle in cycles}
    for condition in open_conditions(*cycles) if conditions is None else conditions:
        bound = {condition.cycle_id}
        if condition.cycle.stage == CycleStage.CLOSED and condition.cycle_id in followers:
            bound.add(followers[condition.cycle_id])
        for cycle_id in bound & by_cycle.keys():
            by_cycle[cycle_id].append(condition)
    return by_cycle
