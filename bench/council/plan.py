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

TierOf = Callable[["Turn", Decimal], str]


@dataclass(frozen=True)
class Turn:
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
    turns: Sequence[Turn]


@dataclass(frozen=True)
class CopiedTurn:
    """One cycle of a copy."""

    turn: Turn
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
    turns: Sequence[CopiedTurn]


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
            kind = max(sources, key=lambda one: SHARES[one] * (made + 1) - have[one])
            family = self._that_fits(sources[kind], wanted - made)
            name, place = next(names[family.directorate])
            place = RARE if number <= WITH_RARE else place
            yield self._copy(family, number, made, f"{name}, {place}", place)
            have[kind] += len(family.turns)
            made += len(family.turns)
            number += 1

    def _of(self, kind: str) -> list[Family]:
        return [family for family in self.families if family.kind == kind]

    def _that_fits(self, source: Iterator[Family], room: int) -> Family:
        """The next one, or near the end one with a single cycle."""
        family = next(source)
        return family if len(family.turns) <= room else next(one for one in self.families if len(one.turns) == 1)

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
            turns=[self._turn(turn, self.first_serial + before + place) for place, turn in enumerate(family.turns)],
        )

    def _turn(self, turn: Turn, serial: int) -> CopiedTurn:
        factor = Decimal(self._random.randrange(60, 160)) / 100
        value = round(turn.value * factor, -2) if turn.value is not None else None
        if value is not None and self.tier_of(turn, value) != turn.tier:
            value, factor = turn.value, Decimal(1)
        everywhere = self._random.random() < 0.6
        return CopiedTurn(
            turn=turn,
            serial=serial,
            value=value,
            factor=factor,
            everywhere=everywhere,
            ambitions=self._some(self.ambitions, 2),
            divisions=[] if everywhere else self._some(self.divisions, 4),
        )

    def _some(self, ids: Sequence[int], most: int) -> list[int]:
        return sorted(self._random.sample(list(ids), self._random.randint(1, min(most, len(ids)))))
