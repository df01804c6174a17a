"""Five people ask for everything at once: one is served, the others are told to wait, and pages come in time."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from tests.beds.fixtures import Found
from tests.beds.server import Site
from tests.exports.memory import highest, memory
from tests.faults.strain import Took, at_once, percentile, timed
from tests.races.deciders import Manager

pytestmark = pytest.mark.bed

LONG = os.environ.get("LONG") == "1"
ROWS = 60_000 if LONG else 3_000
PEOPLE, READERS = 5, 2
IDLE = 15 if LONG else 3  # seconds
THINKING = 0.05
LIVE = {"DEBUG": "0", "SECRET_KEY": "a key of this test alone", "ALLOWED_HOSTS": "*", "SECURE_SSL_REDIRECT": "0"}


@dataclass
class Served:
    site: Site
    asking: list[Manager]
    reading: list[Manager]
    reference: str

    @property
    def program(self) -> int:
        assert self.site.process
        return self.site.process.pid

    @property
    def pages(self) -> list[str]:
        return ["/my-work/", f"/cycles/{self.reference}/", "/approvals/", "/account/notifications/", "/framework/"]


@pytest.fixture(scope="module")
def served(found_site: Found) -> Iterator[Served]:
    site = found_site("postgresql")
    site.settings |= LIVE
    scene = json.loads(site.play("tests.exports.crowd:rows", str(ROWS), str(PEOPLE + READERS)))
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    site.start(workers=2, threads=4)
    people = [Manager(site.port, session) for session in scene["sessions"]]
    yield Served(site, people[:PEOPLE], people[PEOPLE:], scene["reference"])


def read_until(served: Served, over: float | ThreadPoolExecutor) -> list[Took]:
    """What the readers' pages took until that moment."""

    def work(person: Manager, number: int) -> list[Took]:
        found: list[Took] = []
        while time.monotonic() < over:
            path = served.pages[len(found) % len(served.pages)]
            found.append(timed("read", lambda: person.ask("GET", path)))
            time.sleep(THINKING)
        return found

    return at_once(served.reading, work)


def download(person: Manager) -> tuple[int, int, str, float]:
    """Status, lines, what was said instead, and how long it took; nothing is kept of the file."""
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", person.port, timeout=120)
    connection.request("GET", "/cycles/export.csv", headers={"Cookie": person.cookie})
    answer = connection.getresponse()
    if answer.status != 200:
        return answer.status, 0, answer.read().decode(), time.monotonic() - began
    lines = 0
    while piece := answer.read(65_536):
        lines += piece.count(b"\n")
    return 200, lines, "", time.monotonic() - began


def test_measure(served: Served) -> None:
    at_once(served.reading, lambda person, number: [timed("w", lambda: person.ask("GET", p)) for p in served.pages * 3])
    before = memory(served.program)
    idle = read_until(served, time.monotonic() + IDLE)
    with highest(served.program) as found, ThreadPoolExecutor(PEOPLE + 1) as pool:
        asked = [pool.submit(download, person) for person in served.asking]
        reading = pool.submit(lambda: read_until(served, time.monotonic() + IDLE))
        answers = [one.result() for one in asked]
        busy = reading.result()
    print(Counter((status, lines) for status, lines, _, _ in answers), max(a[3] for a in answers))
    for q in (50, 95, 99):
        print(q, round(percentile(idle, q) * 1000), round(percentile(busy, q) * 1000), len(idle), len(busy))
    print("memory", before, max(found), memory(served.program))
    print(Counter(t.status for t in idle + busy))
