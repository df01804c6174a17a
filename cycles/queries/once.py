"""What a page reads of a cycle once. A change never does: it reads under the lock, on an object of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cycles.models import Cycle

T = TypeVar("T")


def for_a_page(cycle: Cycle) -> Cycle:
    """From now on this object keeps what is read of it."""
    cycle.__dict__["_once"] = {}
    return cycle


def knows(cycle: Cycle, name: str) -> bool:
    """Whether `once` needs to read nothing; of an object that keeps nothing there is no telling."""
    return name in cycle.__dict__.get("_once", {name})


def once(cycle: Cycle, name: str, read: Callable[[], T]) -> T:
    """What was read under that name already, on an object that a page shows; else what is read now."""
    kept: dict[str, T] | None = cycle.__dict__.get("_once")
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    return kept[name]
