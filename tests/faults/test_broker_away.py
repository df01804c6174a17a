"""The website works when Redis does not: pages are read and gates decided, whatever it does."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.faults.strain import Took, at_once, one_after_the_other, percentile, timed
from tests.races.deciders import Manager
from tests.services.fixtures import SiteFactory
from tests.services.redis import Redis, own_redis

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
VIEWS, DECISIONS = (200, 50) if LONG else (20, 5)
AT_ONCE = 2  # one reads, one decides; every day, beside other tests on the same processors, in turn
SLOWEST = 1.0  # seconds, for 95 of a hundred
STATES: dict[str, Callable[[Redis], None]] = {
    "wrong password": Redis.ask_for_a_password,
    "hanging": Redis.hang,
    "stopped": Redis.kill,
}
PAGES = ("/search/?q=street", "/my-work/", "/cycles/", "/approvals/", "/account/notifications/")


@dataclass
class Served:
    port: int
    redis: Redis
    references: list[str]
    sessions: list[str]


@pytest.fixture(scope="module")
def served(make_site: SiteFactory) -> Iterator[Served]:
    """One site whose Redis gets worse and worse."""
    site = make_site("sqlite")
    with own_redis() as redis:
        site.settings["REDIS_URL"] = redis.url
        scene = json.loads(site.play("tests.races.scene:gates", str(DECISIONS * len(STATES))))
        site.start(workers=2)
        manager = Manager(site.port, scene["sessions"][0])
        at_once([manager] * AT_ONCE, read_all)  # each process has loaded what it needs
        yield Served(site.port, redis, scene["references"], scene["sessions"])


@pytest.mark.parametrize("state", STATES)
def test_pages_are_read_and_gates_decided(served: Served, state: str) -> None:
    STATES[state](served.redis)
    place = list(STATES).index(state) * DECISIONS
    references = served.references[place : place + DECISIONS]
    head, *others = [Manager(served.port, session) for session in served.sessions[:AT_ONCE]]

    def work(person: Manager, number: int) -> list[Took]:
        if person is head:
            return [took for reference in references for took in decide(person, reference)]
        share = VIEWS // len(others) + 1
        paths = [*PAGES, f"/cycles/{references[0]}/"]
        return [view(person, paths[one % len(paths)]) for one in range(share)]

    found = (at_once if LONG else one_after_the_other)([head, *others], work)
    decided = [one for one in found if one.what == "decision"]
    assert {one.status for one in found if one.what != "decision"} == {200}
    assert {one.status for one in decided} == {302}
    assert (len(decided), len(found) - len(decided)) >= (DECISIONS, VIEWS)
    slow = percentile(found, 95)
    print(f"Redis {state}: {len(found) - len(decided)} views, {len(decided)} decisions, 95 of 100 in {slow:.2f} s")
    assert slow <= SLOWEST


def view(person: Manager, path: str) -> Took:
    return timed("view", lambda: person.ask("GET", path))


def read_all(person: Manager, number: int) -> list[Took]:
    return [view(person, page) for page in PAGES]


def decide(person: Manager, reference: str) -> list[Took]:
    path = f"/cycles/{reference}/gates/analyse/decide/check/"
    values: dict[str, str] = {}

    def read() -> tuple[int, str]:
        values.update(person.open(path))
        return 200, ""

    return [timed("view", read), timed("decision", lambda: person.send(path, values))]
