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
class Mark:
    label: str
    x: float
    anchor: str  # where its words stand: start, middle or end


@dataclass(frozen=True)
class Strip:
    bars: list[Bar]
    marks: list[Mark]
    months: list[Mark]
    spare: Bar | None
    today: Mark | None
    need_by: Mark


def strip(
    bars: Iterable[tuple[str, date, date, str]],
    marks: Iterable[tuple[str, date]],
    spare: tuple[str, date, date] | None,
    today: date,
    need_by: tuple[str, date],
) -> Strip:
    """Everything between the first and the last of these days; words that would not fit are left out."""
    stages, ticks = list(bars), list(marks)
    days = [day for _, starts, ends, _ in stages for day in (starts, ends)] + [day for _, day in ticks]
    scale = _Scale(min(*days, need_by[1]), max(*days, need_by[1]))
    return Strip(
        bars=[_bar(scale, *stage) for stage in stages],
        marks=_apart([scale.mark(label, day) for label, day in sorted(ticks, key=lambda tick: tick[1])]),
        months=[scale.mark(_month(day), day) for day in scale.months()],
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

    def mark(self, label: str, day: date) -> Mark:
        x = self.x(day)
        anchor = "start" if x < LEFT + 60 else "end" if x > RIGHT - 90 else "middle"
        return Mark(label, x, anchor)

    def months(self) -> list[date]:
        whole = (self.last - self.first).days / 30
        step = next((step for step in MONTHS_BETWEEN if whole / step <= LABELS), 24)
        firsts = [_first_of(self.first, number) for number in range(1, int(whole) + 2)]
        return [day for day in firsts if day <= self.last and (day.month - 1 + 12 * day.year) % step == 0]


def _bar(scale: _Scale, label: str, starts: date, ends: date, state: str) -> Bar:
    x, width = scale.x(starts), round(scale.x(ends) - scale.x(starts), 1)
    return Bar(
        label if len(label) * LETTER < width or state == "spare" else label[: 1 if width > 14 else 0], x, width, state
    )


def _apart(marks: list[Mark]) -> list[Mark]:
    """Words only where they don't run into those before them."""
    found, free = [], 0.0
    for mark in marks:
        half = len(mark.label) * LETTER / 2
        fits = mark.x - half > free
        found.append(mark if fits else Mark("", mark.x, mark.anchor))
        free = mark.x + half if fits else free
    return found


def _first_of(day: date, months: int) -> date:
    """The first day of the month that comes so many months later."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _month(day: date) -> str:
    return f"{day:%b} {day.year}" if day.month == 1 else f"{day:%b}"
