"""Whether the framework is in use or in a drawer: four signs, each with its aim. Pure: no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GOOD_SIGNS_IN_USE, GOOD_SIGNS_SLIPPING = 3, 2
FEW = 3  # of fewer there is no percentage: each is told


@dataclass(frozen=True)
class Sign:
    """`part` of `whole`, and the share that is aimed at, in per cent. Nothing is known of a sign without a whole."""

    code: str
    name: str
    what: str
    part: int
    whole: int
    aim: int
    things: str = ""  # what the whole counts, where it is not money

    @property
    def share(self) -> int | None:
        """In per cent, rounded down, so that 100 is all of it."""
        return self.part * 100 // self.whole if self.whole else None

    @property
    def is_good(self) -> bool:
        return self.share is not None and self.part * 100 >= self.aim * self.whole

    @property
    def now(self) -> str:
        if self.share is None:
            return "Not known"
        return f"{self.part} of {self.whole}" if self.things and self._told_whole else f"{self.share}%"

    @property
    def _told_whole(self) -> bool:
        return self.whole < FEW or self.aim == 100

    @property
    def aimed(self) -> str:
        return "All" if self.aim == 100 else f"{self.aim}%"

    @property
    def result(self) -> str:
        """The kind of its mark."""
        return "unknown" if self.share is None else "sign_good" if self.is_good else "sign_slipping"


@dataclass(frozen=True)
class Verdict:
    signs: Sequence[Sign]

    @property
    def good(self) -> int:
        return sum(sign.is_good for sign in self.signs)

    @property
    def known(self) -> int:
        return sum(sign.share is not None for sign in self.signs)

    @property
    def kind(self) -> str:
        """The kind of its mark; nothing is said before anything can be known."""
        if not self.known:
            return "unknown"
        if self.good >= GOOD_SIGNS_IN_USE:
            return "in_use"
        return "slipping" if self.good >= GOOD_SIGNS_SLIPPING else "in_a_drawer"


def verdict(
    *,
    spend: tuple[int, int],
    moving: tuple[int, int],
    evidenced: tuple[int, int],
    decided: tuple[int, int],
) -> Verdict:
    """Each a part and its whole; of spend in pence."""
    return Verdict(
        (
            Sign("covered", "Covered", "Spend on services that a live cycle looks after", *spend, aim=80),
            Sign("moving", "Moving", "Live cycles worked on in the last 30 days", *moving, aim=90, things="cycle"),
            Sign("evidenced", "Evidenced", "Answers whose evidence is in date", *evidenced, aim=75, things="answer"),
            Sign("decided", "Decided", "Gates due this year that were decided", *decided, aim=100, things="gate"),
        )
    )
