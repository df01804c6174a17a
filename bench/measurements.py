"""Medians, what the slowest wait for, and memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.wrk import Window


@dataclass(frozen=True)
class Measurement:
    """One page of one council: its windows, each with the window of hello just before it."""

    windows: Sequence[tuple[Window, Window]]  # the page's, hello's
    statements: int

    @property
    def median(self) -> float:
        """Milliseconds."""
        return median(page.median for page, _ in self.windows)

    @property
    def hello(self) -> float:
        """Milliseconds."""
        return median(hello.median for _, hello in self.windows)

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return median(page.p95 for page, _ in self.windows)

    @property
    def times_hello(self) -> float:
        return median(page.median / hello.median for page, hello in self.windows)


def growth(small: Measurement, large: Measurement) -> float:
    """How many times as long the page takes on the larger council, each against its own hello."""
    return large.times_hello / small.times_hello


@dataclass(frozen=True)
class MixMemory:
    """MiB of one backend of PostgreSQL after the first requests of the wide mix and after all, and of the workers."""

    backends_before: float
    backends_after: float
    workers: float

    @property
    def ratio(self) -> float:
        return self.backends_after / self.backends_before


def worker_memory(master: int) -> float:
    """MiB of a master and its workers, shared pages counted once (PSS)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return _memory([master, *map(int, children)], "Pss:")


def backend_memory(processes: Collection[int]) -> float:
    """MiB that one of these backends holds for itself on average, without the buffers that all of them share.

    Each thread of a worker that has come to serve a request has its own, so there are more of them later.
    """
    return _memory(processes, "Pss_Anon:") / len(processes)


def _memory(processes: Collection[int], field: str) -> float:
    lines = [line for process in processes for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024
