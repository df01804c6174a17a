"""Queries about one stage of each of several cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q

from cycles.models import Cycle

Stages = Mapping[Cycle, str]


def of_stages(stages: Stages, *, cycle: str, stage: str) -> Q:
    """The rows whose cycle and stage are among these pairs, `cycle` and `stage` being the paths to both."""
    cycles: dict[str, list[int]] = defaultdict(list)
    for row, code in stages.items():
        cycles[code].append(row.pk)
    rows = Q(pk__in=[])
    for code, ids in cycles.items():
        rows |= Q(**{f"{cycle}__in": ids, stage: code})
    return rows


def present(cycles: list[Cycle]) -> dict[Cycle, str]:
    """Each live cycle with the stage that it is in."""
    return {cycle: cycle.stage for cycle in cycles if cycle.is_live}
