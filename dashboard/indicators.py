"""Whether the framework is in use or in a drawer: four signs, each with its aim. Pure: no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GOOD_SIGNS_IN_USE, GOOD_SIGNS_SLIPPING = 3, 2
FEW = 3  # of fewer there is no percentage: each is told


@dataclass(frozen=True)
class Part:
    """So much of a whole, which so many cycles make up at least; `told` is what it is in things, where it is money."""

    part: int
    whole: int
    cycles: int
    told: tuple[int, int] | None = None


@dataclass(frozen=True)
class Sign:
    """What is known, and the share that is aimed at, in per cent. Nothing is known of a sign without a whole."""

    code: str
    name: str
    what: str
    known: Part
    aim: int
    things: str = "thing"

    @property
    def part(self) -> int:
        return self.known.part

    @property
    def whole(self) -> int:
        return self.known.whole

    @property
    def share(self) -> int | None:
        """In per cent, rounded down, so that 100 is all of it."""
        return self.part * 100 // self.whole if self.whole else None

    @property
    def is_few(self) -> bool:
        return self.known.cycles < FEW

    @property
    def is_good(self) -> bool:
        return self.share is not None and self.part * 100 >= self.aim * self.whole

    @property
    def told(self) -> tuple[int, int]:
        """How many of how many things."""
        return self.known.told or (self.part, self.whole)

    @property
    def percentage(self) -> str:
        """Of few cycles there is none: each is told."""
        if self.share is None:
            return "Not known"
        return self._each if self.is_few else f"{self.share}%"

    @property
    def now(self) -> str:
        return self._each if self.share is not None and self.aim == 100 else self.percentage

    @property
    def _each(self) -> str:
        return "{} of {}".format(*self.told)

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
        """The kind of its mark; nothing is said while signs that are not known yet could make it another."""
        worst, best = _kind(self.good), _kind(self.good + len(self.signs) - self.known)
        return worst if worst == best else "unknown"


def _kind(good: int) -> str:
    if good >= GOOD_SIGNS_IN_USE:
        return "in_use"
    return "slipping" if good >= GOOD_SIGNS_SLIPPING else "in_a_drawer"


def verdict(*, spend: Part, moving: Part, evidenced: Part, decided: Part) -> Verdict:
    """Of spend in pence."""
    return Verdict(
        (
            Sign("covered", "Covered", "Spend on services that a live cycle looks after", spend, 80, "service"),
            Sign("moving", "Moving", "Live cycles worked on in the last 30 days", moving, 90, "cycle"),
            Sign("evidenced", "Evidenced", "Answers whose evidence is in date", evidenced, 75, "answer"),
            Sign("decided", "Decided", "Gates due that were decided this year", decided, 100, "gate"),
        )
    )
