"""People at work over HTTP: how each request went, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.races.deciders import Manager


@dataclass(frozen=True)
class Took:
    what: str
    status: int
    seconds: float


def timed(what: str, request: Callable[[], tuple[int, str]]) -> Took:
    began = time.monotonic()
    status, _ = request()
    return Took(what, status, time.monotonic() - began)


def percentile(found: Sequence[Took], part: int) -> float:
    """The time within which so many of a hundred were answered."""
    times = sorted(one.seconds for one in found)
    return times[min(len(times) * part // 100, len(times) - 1)]


def at_once(people: Sequence[Manager], work: Callable[[Manager, int], list[Took]]) -> list[Took]:
    """Everybody at the same time; `work` is given the person and their number."""
    with ThreadPoolExecutor(len(people)) as pool:
        done = pool.map(work, people, range(len(people)))
        return [took for one in done for took in one]


def one_after_the_other(people: Sequence[Manager], work: Callable[[Manager, int], list[Took]]) -> list[Took]:
    return [took for number, person in enumerate(people) for took in work(person, number)]
