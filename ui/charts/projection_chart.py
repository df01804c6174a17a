"""Volumes by year as coordinates: what was counted, and low, central and high of what is projected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM = 70.0, 420.0, 16.0, 200.0
APART = 19.0  # between the names of two lines
TICKS = 4  # lines across above 0, about
LABELLED_YEARS = 5

Range = tuple[float, float, float]  # low, central, high


@dataclass(frozen=True)
class ProjectedLine:
    """Its name stands at its end, moved so that names do not overlap."""

    name: str
    path: str
    end: tuple[float, float]
    name_at: float


@dataclass(frozen=True)
class ProjectionChart:
    """`band` is the outline between low and high; `counted` the places of the counted years."""

    history: str
    counted: Sequence[tuple[float, float]]
    lines: Sequence[ProjectedLine]
    band: str
    grid: Sequence[tuple[float, str]]
    years: Sequence[tuple[float, str]]


def projection_chart(history: Mapping[int, float], projected: Mapping[int, Range]) -> ProjectionChart | None:
    """Based on 0. None with fewer than two projected years, or where all is 0."""
    top = max([*history.values(), *(values[2] for values in projected.values())], default=0.0)
    if len(projected) < 2 or top <= 0:
        return None
    all_years = sorted({*history, *projected})
    first, last = all_years[0], all_years[-1]
    step = _step(top)
    ceiling = step * -(-top // step)

    def at(year: int, value: float) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * (year - first) / (last - first)
        return round(x, 1), round(BOTTOM - (BOTTOM - TOP) * value / ceiling, 1)

    counted = [at(year, history[year]) for year in sorted(history)]
    years = sorted(projected)
    points = [[at(year, projected[year][place]) for year in years] for place in range(3)]
    ends = [line[-1] for line in points]
    names = [f"{name} {projected[years[-1]][place]:,.0f}" for place, name in enumerate(("Low", "Central", "High"))]
    # Names from the top downwards, at least APART from each other, the last within the picture.
    heights, free = {}, TOP
    for rank, place in enumerate((2, 1, 0)):
        heights[place] = round(min(max(ends[place][1], free), BOTTOM - APART * (2 - rank)), 1)
        free = heights[place] + APART
    labelled = _spread(all_years)
    return ProjectionChart(
        history=_path(counted),
        counted=counted,
        lines=[ProjectedLine(names[place], _path(points[place]), ends[place], heights[place]) for place in (2, 1, 0)],
        band=f"{_path(points[0] + points[2][::-1])}Z",
        grid=[(at(first, step * tick)[1], _label(step * tick)) for tick in range(round(ceiling / step) + 1)],
        years=[(at(year, 0)[0], str(year)) for year in labelled],
    )


def _label(value: float) -> str:
    """1,000,000; 2.5."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points) if points else ""


def _step(top: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, so that about TICKS of them reach the top."""
    power = 10.0 ** (len(str(int(top / TICKS))) - 1) if top >= TICKS else 10.0**-1
    return next((power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor * TICKS >= top), power * 10)


def _spread(years: Sequence[int]) -> Sequence[int]:
    """The first, the last, and some between them."""
    if len(years) <= LABELLED_YEARS:
        return years
    return [years[round(place * (len(years) - 1) / (LABELLED_YEARS - 1))] for place in range(LABELLED_YEARS)]
