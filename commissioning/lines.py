"""A line over time, as coordinates: per cents from 0 to 100, and the days along the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 560.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 10.0, 500.0, 24.0, 200.0

Value = tuple[date, float]


@dataclass(frozen=True)
class Chart:
    path: str
    grid: list[tuple[float, str]]  # height and word of each line across
    months: list[tuple[float, str]]
    aim: float | None
    ends: tuple[tuple[float, float], tuple[float, float]]
    values: Sequence[Value]

    @property
    def first(self) -> Value:
        return self.values[0]

    @property
    def last(self) -> Value:
        return self.values[-1]


def chart(values: Sequence[Value], aim: float | None = None) -> Chart:
    """Through two values or more, oldest first."""
    first, whole = values[0][0], max((values[-1][0] - values[0][0]).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / whole, 1)

    points = [(x(day), _y(share)) for day, share in values]
    return Chart(
        path="M" + "L".join(f"{across} {down}" for across, down in points),
        grid=[(_y(share), f"{share}%") for share in (0, 25, 50, 75, 100)],
        months=[(x(day), f"{day:%b %Y}") for day in _spread([day for day, _ in values])],
        aim=None if aim is None else _y(aim),
        ends=(points[0], points[-1]),
        values=values,
    )


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share / 100, 1)


def _spread(days: Sequence[date]) -> list[date]:
    """The first, the middle and the last of them."""
    return sorted({days[0], days[len(days) // 2], days[-1]})
