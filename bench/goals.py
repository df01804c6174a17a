"""What is promised of each page on 100,000 cycles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIZES = (1_000, 10_000, 100_000)
MOST_MEMORY = 250.0  # MiB
MOST_COUNTING = 25.0  # seconds: the worker looks every 10, a process keeps figures for 10, a minute is promised


@dataclass(frozen=True)
class Goal:
    """At most so many times hello's median, so much growth from the smallest size, so many SQL statements."""

    over_hello: float
    growth: float
    statements: int


GOALS: Mapping[str, Goal] = {
    "Dashboard": Goal(15, 1.2, 4),
    "Dashboard, just after a change": Goal(30, 1.2, 12),
    "Cycles list, filtered, by slack": Goal(35, 1.2, 8),
    "Board": Goal(45, 1.3, 8),
    "Timeline": Goal(45, 1.3, 8),
    "Cycle overview": Goal(35, 1.1, 15),
    "Stage workspace, 20 questions": Goal(35, 1.1, 15),
    "Search, a common word": Goal(40, 1.5, 10),
    "Search, a rare word": Goal(40, 1.5, 10),
    "Gate decision": Goal(45, 1.1, 30),
}
