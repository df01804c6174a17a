"""Demand as Plan reads it: volumes by year for the costs of an option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cycles.models import Cycle


@dataclass(frozen=True)
class YearDemand:
    """The projected volume of one year, in the unit of its series."""

    low: Decimal
    central: Decimal
    high: Decimal


def demand_by_year(cycle: Cycle) -> Mapping[int, YearDemand]:
    """Of the cycle's main series, for its whole area, by calendar year; empty where there is none."""
    return {}


def demand_unit(cycle: Cycle) -> str:
    """What one unit of the main series is: "hours of home care"; "" where there is none."""
    return ""
