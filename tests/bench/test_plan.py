"""Which services are copied: as many cycles as were asked for, a third of them live, every one another name."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from bench.council.people import people_of
from bench.council.plan import SHARES, WITH_RARE, Copy, Family, Planner, PlayedCycle


def cycle(cycle_id: int, stage: str) -> PlayedCycle:
    return PlayedCycle(cycle_id, stage, "S", Decimal(90_000), key_decision=False, flags=())


FAMILIES = [
    Family(1, "place", "ended", [cycle(1, "closed"), cycle(2, "closed")]),
    Family(2, "place", "working", [cycle(3, "closed"), cycle(4, "plan")]),
    Family(3, "accw", "waiting", [cycle(5, "do")]),
]


@pytest.fixture(scope="module")
def copies() -> list[Copy]:
    def tier_of(cycle: PlayedCycle, value: Decimal) -> str:
        return "S" if value < 100_000 else "M"

    return list(Planner(FAMILIES, [1, 2, 3], [7, 8], tier_of, 4, first_number=1, first_serial=6).copies(3_001))


def test_there_are_exactly_as_many_cycles_as_were_asked_for(copies: list[Copy]) -> None:
    serials = [one.serial for copy in copies for one in copy.cycles]
    assert serials == list(range(6, 3_007))


def test_each_kind_has_its_share(copies: list[Copy]) -> None:
    for kind, share in SHARES.items():
        cycles = sum(len(copy.cycles) for copy in copies if copy.family.kind == kind)
        assert cycles == pytest.approx(3_001 * share, abs=2)


def test_every_service_has_a_name_of_its_own(copies: list[Copy]) -> None:
    assert len({copy.name for copy in copies}) == len(copies)
    assert sum("Quadring" in copy.name for copy in copies) == WITH_RARE


def test_a_copy_stays_in_its_tier_and_only_live_ones_are_moved(copies: list[Copy]) -> None:
    assert all(one.value is not None and one.value < 100_000 for copy in copies for one in copy.cycles)
    assert {copy.weeks for copy in copies if copy.family.kind == "ended"} == {0}
    assert len({copy.weeks for copy in copies if copy.family.kind == "working"}) == 8


def test_everybody_has_as_much_to_do(copies: list[Copy]) -> None:
    counts = [sum(copy.cast == cast for copy in copies) for cast in range(4)]
    assert max(counts) - min(counts) <= 1


def test_the_staff_is_there_once_more_for_each_further_cast() -> None:
    people = list(people_of(3, [(1, "lead@council.example"), (2, "head@council.example")]))
    assert [(cast, double) for cast, double, _, _ in people] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert all(one[2:] != other[2:] for one, other in pairwise(people))
