"""The strip of dates, as coordinates: stages as planned above, last safe dates below, today and the need-by date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LEFT, RIGHT = 110.0, 1190.0
LETTER = 7.6  # about the width of one, to see whether words fit
MONTHS_BETWEEN = (1, 2, 3, 6, 12)
LABELS = 9  # months named at most


@dataclass(frozen=True)
class Bar:
    label: str
    x: float
    width: float
    state: str


@dataclass(frozen=True)
class StripMark:
    label: str
    x: float
    anchor: str  # where its words stand: start, middle or end


@dataclass(frozen=True)
class Strip:
    bars: list[Bar]
    marks: list[StripMark]
    months: list[StripMark]
    spare: Bar | None
    today: StripMark | None
    need_by: StripMark


def strip(
    bars: Iterable[tuple[str, date, date, str]],
    marks: Iterable[tuple[str, date]],
    spare: tuple[str, date, date] | None,
    today: date,
    need_by: tuple[str, date],
) -> Strip:
    """The days from the first to the last of all dates. Labels that would overlap are left out."""
    stages, ticks = list(bars), list(marks)
    days = [day for _, starts, ends, _ in stages for day in (starts, ends)] + [day for _, day in ticks]
    scale = _Scale(min(*days, need_by[1]), max(*days, need_by[1]))
    points, free = [], 0.0
    for label, day in sorted(ticks, key=lambda tick: tick[1]):
        point, half = scale.mark(label, day), len(label) * LETTER / 2
        if point.x - half > free:
            free = point.x + half
        else:
            point = StripMark("", point.x, point.anchor)
        points.append(point)
    return Strip(
        bars=[_bar(scale, *stage) for stage in stages],
        marks=points,
        months=[scale.mark(f"{day:%b} {day.year}" if day.month == 1 else f"{day:%b}", day) for day in scale.months()],
        spare=_bar(scale, *spare, "spare") if spare else None,
        today=scale.mark("Today", today) if scale.first <= today <= scale.last else None,
        need_by=scale.mark(*need_by),
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        whole = max((self.last - self.first).days, 1)
        return round(LEFT + (RIGHT - LEFT) * (day - self.first).days / whole, 1)

    def mark(self, label: str, day: date) -> StripMark:
        x = self.x(day)
        anchor = "start" if x < LEFT + 60 else "end" if x > RIGHT - 90 else "middle"
        return StripMark(label, x, anchor)

    def months(self) -> list[date]:
        """The first days of the months that are named, at most LABELS or every two years."""
        whole = (self.last - self.first).days / 30
        step = next((step for step in MONTHS_BETWEEN if whole / step <= LABELS), 24)
        start = self.first.year * 12 + self.first.month - 1
        numbers = [number for number in range(start + 1, start + int(whole) + 2) if number % step == 0]
        firsts = [date(number // 12, number % 12 + 1, 1) for number in numbers]
        return [day for day in firsts if day <= self.last]


def _bar(scale: _Scale, label: str, starts: date, ends: date, state: str) -> Bar:
    x, width = scale.x(starts), round(scale.x(ends) - scale.x(starts), 1)
    return Bar(
        label if len(label) * LETTER < width or state == "spare" else label[: 1 if width > 14 else 0], x, width, state
    )
