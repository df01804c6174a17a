"""Medians, what the slowest meet, and memory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Measured:
    """One row of a run: milliseconds, beside hello's of the same minutes."""

    took: Sequence[float]
    hello: Sequence[float]
    statements: int | None

    @property
    def median(self) -> float:
        return median(self.took)

    @property
    def p95(self) -> float:
        """The nearest rank: of twenty requests the nineteenth."""
        ordered = sorted(self.took)
        return ordered[math.ceil(len(ordered) * 0.95) - 1]

    @property
    def over_hello(self) -> float:
        return self.median / median(self.hello)


def growth(small: Measured, large: Measured) -> float:
    """How many times as long the page takes on the larger council, each against the hello of its own minutes."""
    return large.over_hello / small.over_hello


def memory(master: int) -> float:
    """MiB of a master and its workers, shared pages counted once (PSS)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return sum(_pss(process) for process in [str(master), *children]) / 1024


def _pss(process: str) -> int:
    """KiB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
