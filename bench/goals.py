"""What is promised of each page, and of memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIZES = (1_000, 10_000, 100_000)
CAP_SIZE = 10_000  # the size on which a page's time is capped
WORKER_MEMORY = 250.0  # MiB of two workers and their master, after the wide mix too
BACKEND_GROWTH = 1.25  # memory of one of PostgreSQL's backends after the wide mix, over that after its first requests
COUNTING = 25.0  # seconds: the worker looks every 10, a process keeps figures for 10, a minute is promised


@dataclass(frozen=True)
class Goal:
    """At most so many times hello's median on CAP_SIZE cycles, so many SQL statements on any, and so much growth.

    None where nothing is promised.
    """

    name: str
    times_hello: float | None
    statements: int | None
    growth: float | None = None


GOALS: Mapping[str, Goal] = {
    "list": Goal("Cycles list, filtered, by slack", 80, 11, 1.2),
    "board": Goal("Board", 90, 12, 1.3),
    "timeline": Goal("Timeline", 95, 11, 1.3),
    "overview": Goal("Cycle overview", 90, 17, 1.1),
    "workspace": Goal("Stage workspace, 20 questions", 85, 16, 1.1),
    "question": Goal("Question page", 85, 16, 1.1),
    "table": Goal("Table of a stage, 40 rows", 90, 16, 1.1),
    "grid": Goal("Table of a stage as a grid, 40 rows", 90, 16, 1.1),
    "short": Goal("Plan in short, full tables", 90, 16, 1.1),
    "needs": Goal("Needs and demand, 40 findings", 90, 16, 1.1),
    "options": Goal("Options appraisal, the result", 90, 16, 1.1),
    "cost": Goal("Whole-life cost, 40 lines", 90, 16, 1.1),
    "equality": Goal("Equality analysis", 90, 16, 1.1),
    "gate": Goal("Gate page, open to its decider", 75, 17, 1.1),
    "gate-decision": Goal("Gate decision", 90, 31, 1.1),
    "search-common": Goal("Search, a common word", 75, 14, 1.5),
    "search-rare": Goal("Search, a rare word", 75, 13, 1.5),
    "dashboard": Goal("Dashboard", 20, 7, 1.2),
    "dashboard-after-change": Goal("Dashboard, just after a change", 60, 14, 1.2),
    "dashboard-contracts": Goal("Contracts ending, from the dashboard", 80, 12, 1.2),
    "register": Goal("Contracts register", 80, 12, 1.2),
    "register-filtered": Goal("Contracts register, filtered", 80, 12, 1.2),
    "register-search": Goal("Contracts register, searched", 80, 12, 1.2),
    "agreement": Goal("Agreement", 80, 12, 1.2),
    "supplier": Goal("Supplier of forty agreements", 80, 12, 1.2),
    "expiring": Goal("Agreements that expire", 80, 12, 1.2),
    "my-work": Goal("My work, a commissioner", 100, 16),
    "my-work-manager": Goal("My work, a manager", 100, 16),
    "approvals": Goal("Approvals, an executive director", 90, 16),
    "approvals-decided": Goal("Approvals, decided", None, 9),
    "approvals-clock": Goal("Approval clock", None, 16),
}
CROWD, MIX = "crowd", "mix"
CHOICES = (*GOALS, CROWD, MIX)
