"""One stage of each of several cycles."""

from __future__ import annotations

from collections.abc import Mapping

from cycles.models import Cycle

Stages = Mapping[Cycle, str]


def present(cycles: list[Cycle]) -> dict[Cycle, str]:
    """Each live cycle with the stage that it is in."""
    return {cycle: cycle.stage for cycle in cycles if cycle.is_live}
