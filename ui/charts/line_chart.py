"""Lines over time, as coordinates: per cents from 0 to 100, and the days along the bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LEFT, RIGHT, TOP, BOTTOM = 46.0, 430.0, 16.0, 200.0
APART = 19.0  # between the names of two lines

Value = tuple[date, float]


@dataclass(frozen=True)
class ChartLine:
    """One line; its name stands at its end, moved so that names do not overlap."""

    name: str
    path: str
    end: tuple[float, float]
    name_at: float
    values: Sequence[Value]

    @property
    def moved(self) -> float:
        return self.values[-1][1] - self.values[0][1]


@dataclass(frozen=True)
class Chart:
    lines: Sequence[ChartLine]
    grid: Sequence[tuple[float, str]]  # height and word of each line across
    days: Sequence[tuple[float, str]]

    @property
    def most_moved(self) -> ChartLine:
        return max(self.lines, key=lambda line: abs(line.moved))


def chart(series: Mapping[str, Sequence[Value]]) -> Chart | None:
    """A line for every series with two values or more, oldest first; None without any."""
    shown = {name: values for name, values in series.items() if len(values) > 1}
    if not shown:
        return None
    days = sorted({day for values in shown.values() for day, _ in values})

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - days[0]).days / max((days[-1] - days[0]).days, 1), 1)

    # Names from the top downwards, at least APART from each other, the last within the picture.
    ends = {name: _y(values[-1][1]) for name, values in shown.items()}
    heights: dict[str, float] = {}
    free, lowest = TOP, BOTTOM - APART * (len(ends) - 1)
    for name in sorted(ends, key=ends.__getitem__):
        heights[name] = round(min(max(ends[name], free), lowest), 1)
        free, lowest = heights[name] + APART, lowest + APART
    return Chart(
        lines=[
            ChartLine(
                name,
                "M" + "L".join(f"{x(day)} {_y(share)}" for day, share in values),
                (x(values[-1][0]), _y(values[-1][1])),
                heights[name],
                values,
            )
            for name, values in shown.items()
        ],
        grid=[(_y(share), f"{share}%") for share in (0, 25, 50, 75, 100)],
        days=[(x(day), f"{day:%b %Y}") for day in sorted({days[0], days[len(days) // 2], days[-1]})],
    )


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share / 100, 1)
