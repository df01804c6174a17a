"""Lines of a timeline, as coordinates: one scale for all of them, a lane for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

WIDTH = 920.0
LETTER = 7.8  # about the width of one, to see whether words fit
WORDS = 72.0  # what the words of a mark take: of a long time only the years have words, or some of them
ROOM = 100.0  # what two words side by side take


@dataclass(frozen=True)
class Scale:
    """The days from `first` to `last`; what lies outside is cut off at the edge."""

    first: date
    last: date

    @classmethod
    def of_years(cls, today: date, years: int) -> Scale:
        """A third of the years lies before today."""
        days = years * 365
        return cls(today - timedelta(days=days // 3), today + timedelta(days=days - days // 3))

    def at(self, day: date) -> str:
        """For an SVG attribute, whatever the language of the page."""
        return f"{self.x(day):g}"

    def x(self, day: date) -> float:
        whole = (self.last - self.first).days
        return round(WIDTH * min(max((day - self.first).days / whole, 0), 1), 1)

    def shows(self, day: date) -> bool:
        return self.first <= day <= self.last

    def marks(self) -> list[tuple[float, str]]:
        """Every half year, the first of them in words that tell the year."""
        halves = [date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in (1, 7)]
        return [(self.x(day), f"Jan {day.year}" if day.month == 1 else "July") for day in halves if self.shows(day)]

    @property
    def grid(self) -> str:
        """The marks as one path across a lane."""
        return "".join(f"M{x:g} 2v40" for x, _ in self.marks())

    def head(self, today: date) -> list[tuple[str, str, str]]:
        """The marks in words, with which end of them stands at the mark; none where the word Today stands."""
        now, words, free_from = self.x(today), [], 0.0
        short = all(later - x >= WORDS for (x, _), (later, _) in pairwise(self.marks()))
        for x, label in self.marks():
            if now - ROOM < x < now or x >= WIDTH - ROOM / 2 or x < free_from or not (short or label != "July"):
                continue
            words.append((x, label, "start"))
            free_from = x + WORDS
        return [(f"{x:g}", label, anchor) for x, label, anchor in [*words, (now, "Today", "end")]]


@dataclass(frozen=True)
class Block:
    label: str
    x: str
    width: str
    state: str  # done, now, left (of the stage now, by plan) or to-come


@dataclass(frozen=True)
class Lane:
    blocks: list[Block]
    tender_by: str
    ends: str


Bar = tuple[str, date, date, str]  # a stage, its first and last day, and done, now or to_come


def lane(scale: Scale, bars: Iterable[Bar], today: date, *, tender_by: date | None, ends: date | None) -> Lane:
    """Labels that would not fit into their block are left out; the list beside has them."""
    parts = [part for bar in bars for part in _parts(bar, today)]
    blocks = []
    for label, starts, end, state in parts:
        if starts < min(end, scale.last) and end > scale.first:
            x, width = scale.x(starts), round(scale.x(end) - scale.x(starts), 1)
            name = label.split(" ", 1)[-1]
            fits = len(name) * LETTER + 12 < width
            blocks.append(Block(name if fits else "", f"{x:g}", f"{width:g}", state))
    return Lane(
        blocks,
        scale.at(tender_by) if tender_by and scale.shows(tender_by) else "",
        scale.at(ends) if ends and scale.shows(ends) else "",
    )


def _parts(bar: Bar, today: date) -> list[Bar]:
    """The present stage reaches today at least, and later ones start after it. One part of a stage has its label."""
    label, starts, ends, state = bar
    if state == "to_come":
        return [(label, max(starts, today), ends, "to-come")]
    if state == "done" or ends <= today:
        return [(label, starts, today if state == "now" else ends, state)]
    gone, left = (today - starts).days, (ends - today).days
    first, second = (label, "") if gone >= left else ("", label)
    return [(first, starts, today, state), (second, max(starts, today), ends, "left")]
