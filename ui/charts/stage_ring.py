"""The ring of four stages, as coordinates: filled is done, part-filled is now, outlined is to come."""

from __future__ import annotations

import math
from dataclasses import dataclass

STAGES = ("analyse", "plan", "do", "review")
CENTRE, INNER, MIDDLE, OUTER = 132.0, 86.0, 101.0, 116.0
GAP = 9.5  # degrees on each side of a gate


@dataclass(frozen=True)
class Sector:
    """The quarter of a stage: its paths, and the place of its number."""

    number: int
    state: str  # done, now or to_come
    whole: str
    filled: str
    edges: tuple[str, ...]
    x: float
    y: float
    on_dark: bool


@dataclass(frozen=True)
class GateDiamond:
    """One diamond: passed, blocked or to_come."""

    state: str
    x: float
    y: float


def sectors(reached: int, share: float) -> list[Sector]:
    """The four quarters: `reached` stages are done, and `share` of the next one."""
    share, quarters = min(max(share, 0.0), 1.0), []
    for place in range(4):
        start, end = 90.0 * place + GAP, 90.0 * (place + 1) - GAP
        state = "done" if place < reached else "now" if place == reached else "to_come"
        x, y = _point(90.0 * place + 45, MIDDLE)
        filled = _arc(start, start + (end - start) * share, MIDDLE) if state == "now" and share > 0 else ""
        edges = (_arc(start, end, INNER), _arc(start, end, OUTER), _spoke(start), _spoke(end))
        dark = state == "done" or (state == "now" and share >= 0.6)
        quarters.append(Sector(place + 1, state, _arc(start, end, MIDDLE), filled, edges, x, y + 6, dark))
    return quarters


def gates(passed: int, blocked: bool) -> list[GateDiamond]:
    """The four diamonds; the first that is not passed is shown as blocked with `blocked`."""
    states = ["passed" if place < passed else "to_come" for place in range(4)]
    if blocked and passed < 4:
        states[passed] = "blocked"
    return [
        GateDiamond(state, *_point(90.0 * place, MIDDLE)) for state, place in zip(states, (1, 2, 3, 4), strict=True)
    ]


def _point(degrees: float, radius: float) -> tuple[float, float]:
    """Clockwise from the top, to one decimal."""
    angle = math.radians(degrees)
    return round(CENTRE + radius * math.sin(angle), 1), round(CENTRE - radius * math.cos(angle), 1)


def _arc(start: float, end: float, radius: float) -> str:
    (x1, y1), (x2, y2) = _point(start, radius), _point(end, radius)
    return f"M{x1} {y1}A{radius} {radius} 0 0 1 {x2} {y2}"


def _spoke(degrees: float) -> str:
    (x1, y1), (x2, y2) = _point(degrees, INNER), _point(degrees, OUTER)
    return f"M{x1} {y1}L{x2} {y2}"
