"""Whether the framework is in use or in a drawer: four indicators, each with its aim. Pure: no Django.

Pages call them signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.wording import percent

GOOD_FOR_IN_USE, GOOD_FOR_SLIPPING = 3, 2  # good indicators
FEW = 3  # of fewer cycles the counts are shown, and no percentage


@dataclass(frozen=True)
class Share:
    """A part of a whole, of at least `cycles` cycles; `counts` are things where part and whole are money."""

    part: int
    whole: int
    cycles: int
    counts: tuple[int, int] | None = None


@dataclass(frozen=True)
class Indicator:
    """A measured share and the aim in per cent. Without a whole nothing is known of it."""

    code: str
    name: str
    description: str
    measured: Share
    aim: int
    unit: str = "thing"

    @property
    def part(self) -> int:
        return self.measured.part

    @property
    def whole(self) -> int:
        return self.measured.whole

    @property
    def percent(self) -> int | None:
        """Rounded, but never up to an aim that is not reached."""
        rounded = percent(self.part, self.whole)
        return rounded if rounded is None or self.is_good else min(rounded, self.aim - 1)

    @property
    def is_few(self) -> bool:
        return self.measured.cycles < FEW

    @property
    def is_good(self) -> bool:
        return bool(self.whole) and self.part * 100 >= self.aim * self.whole

    @property
    def counts(self) -> tuple[int, int]:
        """How many of how many things."""
        return self.measured.counts or (self.part, self.whole)

    @property
    def percentage(self) -> str:
        """Of few cycles the counts."""
        if self.percent is None:
            return "Not known"
        return "{} of {}".format(*self.counts) if self.is_few else f"{self.percent}%"

    @property
    def value(self) -> str:
        """As percentage, but where all is aimed at the counts."""
        return "{} of {}".format(*self.counts) if self.percent is not None and self.aim == 100 else self.percentage

    @property
    def aim_label(self) -> str:
        return "All" if self.aim == 100 else f"{self.aim}%"

    @property
    def status(self) -> str:
        """The kind of its status tag."""
        return "unknown" if self.percent is None else "sign_good" if self.is_good else "sign_slipping"


@dataclass(frozen=True)
class IndicatorSet:
    """The four indicators, in the order of the page."""

    items: Sequence[Indicator]

    @property
    def good(self) -> int:
        return sum(indicator.is_good for indicator in self.items)

    @property
    def known(self) -> int:
        return sum(indicator.percent is not None for indicator in self.items)

    @property
    def status(self) -> str:
        """The kind of its status tag: "unknown" while indicators that are not known yet could make it another."""
        worst, best = use_of_framework(self.good), use_of_framework(self.good + len(self.items) - self.known)
        return worst if worst == best else "unknown"


def use_of_framework(good: int) -> str:
    if good >= GOOD_FOR_IN_USE:
        return "in_use"
    return "slipping" if good >= GOOD_FOR_SLIPPING else "in_a_drawer"


def indicator_set(*, spend: Share, moving: Share, evidenced: Share, decided: Share) -> IndicatorSet:
    """`spend` is in pence."""
    return IndicatorSet(
        (
            Indicator("covered", "Covered", "Spend on services that a live cycle looks after", spend, 80, "service"),
            Indicator("moving", "Moving", "Live cycles worked on in the last 30 days", moving, 90, "cycle"),
            Indicator("evidenced", "Evidenced", "Answers whose evidence is in date", evidenced, 75, "answer"),
            Indicator("decided", "Decided", "Gates due that were decided this year", decided, 100, "gate"),
        )
    )
