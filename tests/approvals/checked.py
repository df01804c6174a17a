"""Checks with a known result, which a test has a question name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from checklists.checks import Finding
from cycles.models import Cycle

Named = Callable[[str, str], None]


def fails(cycle: Cycle, today: date) -> Finding:
    return Finding("fails", "The records say no.")


def holds(cycle: Cycle, today: date) -> Finding:
    return Finding("holds", "The records say yes.")


def unknown(cycle: Cycle, today: date) -> Finding:
    return Finding("unknown", "The records say nothing.")
