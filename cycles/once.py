"""What is read once of a cycle, on an object that lives no longer than a page or a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cycles.models import Cycle

T = TypeVar("T")


def for_a_page(cycle: Cycle) -> Cycle:
    """From now on this object keeps all that is read of it."""
    cycle.__dict__["_once"] = cycle.__dict__["_outside"] = {}
    return cycle


def for_a_change(cycle: Cycle) -> Cycle:
    """From now on this object keeps what no change of a cycle can alter: the roles of its directorate's people."""
    cycle.__dict__["_outside"] = {}
    return cycle


def once(cycle: Cycle, name: str, read: Callable[[], T], *, outside: bool = False) -> T:
    """What was read under that name already, on an object that keeps it; else what is read now.

    `outside` says that no change of the cycle alters it.
    """
    kept: dict[str, T] | None = cycle.__dict__.get("_outside" if outside else "_once")
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    return kept[name]
