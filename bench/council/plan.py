"""Which of the played services are copied how often, and what differs in each copy. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle as endlessly
from random import Random

from bench.council.names import RARE, service_names

SHARES = {
    "ended": 0.70,
    "working": 0.27,
    "waiting": 0.03,
}  # of all cycles; a tenth of the live ones wait for a decision
CASTS = 10  # the played staff so many times, two hundred people: the same council at every size, whose record grows
WEEKS = (-6, -2, 0, 3, 6, 10, 16, 26)  # by which a live service is needed later than the one that was played
OLDEST = 200  # weeks by which an ended service lies back
WITH_RARE = 3  # copies, the very first ones, lie where the rare word tells

TierOf = Callable[["PlayedCycle", Decimal], str]


@dataclass(frozen=True)
class PlayedCycle:
    """One played cycle, as far as its copies differ."""

    cycle_id: int
    stage: str
    tier: str
    value: Decimal | None
    key_decision: bool
    flags: Sequence[str]


@dataclass(frozen=True)
class Family:
    """A played service with all its cycles: they are copied together."""

    service_id: int
    directorate: str
    kind: str  # one of SHARES
    cycles: Sequence[PlayedCycle]


@dataclass(frozen=True)
class CopiedCycle:
    """One cycle of a copy."""

    cycle: PlayedCycle
    serial: int
    value: Decimal | None
    factor: Decimal
    everywhere: bool
    ambitions: Sequence[int]
    divisions: Sequence[int]


@dataclass(frozen=True)
class Copy:
    """One service more: `number` tells it from all others, `cast` says whose it is."""

    number: int
    family: Family
    cast: int
    name: str
    place: str
    weeks: int
    back_weeks: int
    back_minutes: int
    cycles: Sequence[CopiedCycle]


@dataclass
class Planner:
    """Draws copies one after another, the same ones whenever it is asked with the same seed."""

    families: Sequence[Family]
    ambitions: Sequence[int]
    divisions: Sequence[int]
    tier_of: TierOf
    casts: int
    first_number: int
    first_serial: int

    def copies(self, wanted: int) -> Iterator[Copy]:
        """Copies that hold exactly `wanted` cycles between them, of each kind its share."""
        self._random = Random(2021)  # noqa: S311
        names = {code: service_names(code) for code in {family.directorate for family in self.families}}
        sources = {kind: endlessly(self._of(kind)) for kind in SHARES if self._of(kind)}
        have, made, number = dict.fromkeys(sources, 0), 0, self.first_number
        while made < wanted:
            kind = max(sources, key=lambda kind: SHARES[kind] * (made + 1) - have[kind])
            family = self._fitting(sources[kind], wanted - made)
            name, place = next(names[family.directorate])
            place = RARE if number <= WITH_RARE else place
            yield self._copy(family, number, made, f"{name}, {place}", place)
            have[kind] += len(family.cycles)
            made += len(family.cycles)
            number += 1

    def _of(self, kind: str) -> list[Family]:
        return [family for family in self.families if family.kind == kind]

    def _fitting(self, source: Iterator[Family], room: int) -> Family:
        """The next one, or near the end one with a single cycle."""
        family = next(source)
        if len(family.cycles) <= room:
            return family
        return next(family for family in self.families if len(family.cycles) == 1)

    def _copy(self, family: Family, number: int, before: int, name: str, place: str) -> Copy:
        ended = family.kind == "ended"
        return Copy(
            number=number,
            family=family,
            cast=number % self.casts,
            name=name,
            place=place,
            weeks=0 if ended else self._random.choice(WEEKS),
            back_weeks=self._random.randrange(OLDEST) if ended else self._random.randrange(4),
            back_minutes=self._random.randrange(240),
            cycles=[
                self._cycle(cycle, self.first_serial + before + place) for place, cycle in enumerate(family.cycles)
            ],
        )

    def _cycle(self, cycle: PlayedCycle, serial: int) -> CopiedCycle:
        factor = Decimal(self._random.randrange(60, 160)) / 100
        value = round(cycle.value * factor, -2) if cycle.value is not None else None
        if value is not None and self.tier_of(cycle, value) != cycle.tier:
            value, factor = cycle.value, Decimal(1)
        everywhere = self._random.random() < 0.6
        return CopiedCycle(
            cycle=cycle,
            serial=serial,
            value=value,
            factor=factor,
            everywhere=everywhere,
            ambitions=self._some(self.ambitions, 2),
            divisions=[] if everywhere else self._some(self.divisions, 4),
        )

    def _some(self, ids: Sequence[int], most: int) -> list[int]:
        return sorted(self._random.sample(list(ids), self._random.randint(1, min(most, len(ids)))))
