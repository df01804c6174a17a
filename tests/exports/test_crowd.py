"""Five people ask for everything at once: one is served, the others are told to wait, and pages come in time."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TypeVar

import pytest

from tests.exports.memory import highest
from tests.faults.strain import Took, at_once, percentile, timed
from tests.races.deciders import Manager
from tests.services.fixtures import SiteFactory
from tests.services.server import ROOT, Site

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
ROWS, SECONDS = (60_000, 15) if LONG else (2_500, 2)
PEOPLE, READERS, FILES = 5, 2, 2
THINKING = 0.05  # seconds between two pages of one reader
MORE_MEMORY = 100  # MiB
SLOWER = 3  # times, for 95 of a hundred pages; every day other tests run beside, so it is shown and not held
WAIT = "Somebody else is downloading at the moment. Try again in a minute."
KEY = {"SECRET_KEY": "a key of this test alone"}  # sessions are signed with it
LIVE = {"DEBUG": "0", "ALLOWED_HOSTS": "*", "SECURE_SSL_REDIRECT": "0"}

Result = TypeVar("Result")


@dataclass
class Served:
    site: Site
    asking: list[Manager]
    reading: list[Manager]
    pages: list[str]

    @property
    def program(self) -> int:
        assert self.site.process
        return self.site.process.pid

    def read(self, until: Callable[[], bool]) -> list[Took]:
        """What the readers' pages took."""

        def work(person: Manager, number: int) -> list[Took]:
            found: list[Took] = []
            while not until():
                found.append(view(person, self.pages[len(found) % len(self.pages)]))
                time.sleep(THINKING)
            return found

        return at_once(self.reading, work)

    def read_beside(self, work: Callable[[], Result]) -> tuple[Result, list[Took]]:
        """What comes of the work, and what pages took meanwhile."""
        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(work)
            found = self.read(working.done)
            return working.result(), found


def view(person: Manager, path: str) -> Took:
    return timed("view", lambda: person.ask("GET", path))


@pytest.fixture(scope="module")
def served(make_site: SiteFactory) -> Served:
    site = make_site("postgresql")
    site.settings |= KEY
    scene = json.loads(site.play("tests.exports.crowd:rows", str(ROWS), str(PEOPLE + READERS)))
    if LONG:
        site.settings |= LIVE
        site.manage("collectstatic", "--noinput", "--verbosity=0")
    site.start(workers=2)
    people = [Manager(site.port, session) for session in scene["sessions"]]
    cycle = f"/cycles/{scene['reference']}/"
    pages = [cycle, f"{cycle}analyse/", f"{cycle}dates/", "/approvals/", "/account/notifications/"]
    at_once(people[PEOPLE:], lambda person, number: [view(person, page) for page in pages * 4])  # all is loaded
    return Served(site, people[:PEOPLE], people[PEOPLE:], pages)


@pytest.fixture(scope="module")
def idle(served: Served) -> list[Took]:
    over = time.monotonic() + SECONDS
    return served.read(lambda: time.monotonic() > over)


def download(person: Manager) -> tuple[int, int, str]:
    """Status, lines, and what was said instead; nothing is kept of the file."""
    connection = HTTPConnection("127.0.0.1", person.port, timeout=600)
    connection.request("GET", "/cycles/export.csv", headers={"Cookie": person.cookie})
    answer = connection.getresponse()
    if answer.status != 200:
        return answer.status, 0, answer.read().decode()
    lines = 0
    while piece := answer.read(65_536):
        lines += piece.count(b"\n")
    return 200, lines, ""


def in_time(what: str, idle: list[Took], busy: list[Took]) -> None:
    assert {one.status for one in busy} == {200}
    before, during = percentile(idle, 95), percentile(busy, 95)
    print(f"{what}: 95 of 100 pages in {during * 1000:.0f} ms, without in {before * 1000:.0f} ms ({len(busy)} pages)")
    assert during <= SLOWER * before or not LONG


def test_one_is_served_and_the_others_are_told_to_wait(served: Served, idle: list[Took]) -> None:
    def all_at_once() -> list[tuple[int, int, str]]:
        with ThreadPoolExecutor(PEOPLE) as pool:
            return list(pool.map(download, served.asking))

    began = time.monotonic()
    with highest(served.program) as memory:
        answers, busy = served.read_beside(all_at_once)
    took, more = time.monotonic() - began, max(memory) - memory[0]
    assert Counter(status for status, _, _ in answers) == {200: 1, 503: PEOPLE - 1}
    assert {lines for status, lines, _ in answers if status == 200} == {ROWS + 1}
    assert all(WAIT in said for status, _, said in answers if status == 503)
    print(f"{ROWS} rows in {took:.0f} s, {more:.0f} MiB more of {memory[0]:.0f}")
    assert more < MORE_MEMORY
    in_time("CSV", idle, busy)


def test_large_workbooks_are_made_beside_the_pages(served: Served, idle: list[Took]) -> None:
    people = served.asking[:FILES]
    for person in people:
        status, page = person.ask("GET", "/cycles/export.xlsx")
        assert (status, f"An Excel file of {ROWS:,} rows" in page) == (200, True)
        assert person.send("/exports/ask/", {"table": "cycles", "query": ""})[0] == 302

    memory, busy = served.read_beside(lambda: _make(served.site))
    for mine, other in zip(people, reversed(people), strict=True):
        number = _number(mine.ask("GET", "/exports/")[1])
        assert _fetch(mine, number) == (200, b"PK")
        assert _fetch(other, number)[0] == 404
    print(f"{FILES} workbooks of {ROWS} rows, made with {memory:.0f} MiB in all")
    assert memory < MORE_MEMORY
    in_time("XLSX", idle, busy)


def _make(site: Site) -> float:
    """How much memory the maker of the files takes at most, all of its program included."""
    making = site.beside("files", sys.executable, str(ROOT / "manage.py"), "make_files")
    with highest(making.pid) as memory:
        assert making.wait(600) == 0, site.log("files")
    return max(memory)


def _number(page: str) -> str:
    found = re.search(r'href="/exports/(\d+)/"', page)
    assert found, page
    return found[1]


def _fetch(person: Manager, number: str) -> tuple[int, bytes]:
    """Status, and how the file begins."""
    connection = HTTPConnection("127.0.0.1", person.port, timeout=60)
    connection.request("GET", f"/exports/{number}/", headers={"Cookie": person.cookie})
    answer = connection.getresponse()
    return answer.status, answer.read()[:2]
