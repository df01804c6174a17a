"""Gathering what `gates` asks for from the rows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from approvals.models import Condition
from cycles.models import Cycle, CycleStage
from cycles.once import once


def binding_conditions() -> QuerySet[Condition]:
    """Promises not yet met, of gates that have passed."""
    return Condition.objects.filter(Condition.binding())


def open_conditions(*cycles: Cycle) -> QuerySet[Condition]:
    """What blocks the cycles' next gates: their own promises, and those of a predecessor that has closed."""
    return binding_conditions().filter(promised_to(cycles)).select_related("owner", "verifier", "cycle")


def promised_to(cycles: Iterable[Cycle]) -> Q:
    """The promises made in these cycles and in a closed one that one of them follows."""
    cycles = list(cycles)
    return _promised_to([cycle.pk for cycle in cycles], list(_heirs(cycles)))


def conditions_around(cycle: Cycle) -> list[Condition]:
    """Every promise of the cycle and those that it inherits, the soonest first; `binds` tells those that block it."""
    return once(cycle, "promises", lambda: _promises([cycle.pk], list(_heirs([cycle]))))


def _promises(cycles: Sequence[int], predecessors: Sequence[int]) -> list[Condition]:
    rows = Condition.objects.filter(_promised_to(cycles, predecessors)).annotate(binds=Condition.binding())
    return list(rows.select_related("owner", "verifier", "cycle").order_by("due"))


def _promised_to(cycles: Sequence[int], predecessors: Sequence[int]) -> Q:
    return Q(cycle__in=cycles) | Q(cycle__in=predecessors, cycle__stage=CycleStage.CLOSED)


def _heirs(cycles: Iterable[Cycle]) -> dict[int, int]:
    """Each predecessor of these cycles with the cycle that follows it."""
    return {cycle.previous_id: cycle.pk for cycle in cycles if cycle.previous_id}


def _conditions_of(cycles: Iterable[Cycle]) -> dict[int, list[Condition]]:
    """Promises not yet met by the cycle that they bind."""
    bound = list(cycles)
    if len(bound) == 1:
        return {bound[0].pk: [promise for promise in conditions_around(bound[0]) if promise.binds]}  # type: ignore[attr-defined]
    return _binding(bound, open_conditions(*bound))


def _binding(cycles: Iterable[Cycle], conditions: Iterable[Condition]) -> dict[int, list[Condition]]:
    bound = list(cycles)
    found: dict[int, list[Condition]] = {cycle.pk: [] for cycle in bound}
    heirs = _heirs(bound)
    for condition in conditions:
        bound_by = {condition.cycle_id}
        if condition.cycle.stage == CycleStage.CLOSED and condition.cycle_id in heirs:
            bound_by.add(heirs[condition.cycle_id])
        for cycle_id in bound_by & found.keys():
            found[cycle_id].append(condition)
    return found
