"""What is asked of the site, in which order, and what must come back."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle as endlessly
from itertools import islice
from threading import Barrier
from typing import Any

from bench.bed import Servers, say
from bench.client import Answered, Client, hidden_fields
from bench.measuring import Measured, memory

REQUESTS, GATES = 60, 30  # how often a page is asked for, and how many gates are decided
CHANGES = 9  # after which the dashboard is opened, the first only to warm up
ENOUGH = 20_000  # milliseconds: a slow page is asked for less often
FEWEST = 8
WARM_UP = 12
KEPT = 10  # seconds for which a process keeps the figures that it has read, as dashboard.queries.ready has it


@dataclass(frozen=True)
class Page:
    """A page that is opened again and again: which of the facts' addresses, and by whom."""

    name: str
    addresses: str
    who: str


PAGES = (
    Page("Dashboard", "dashboard", "councillor"),
    Page("Cycles list, filtered, by slack", "list", "manager"),
    Page("Board", "board", "manager"),
    Page("Timeline", "timeline", "manager"),
    Page("Cycle overview", "overview", "manager"),
    Page("Stage workspace, 20 questions", "workspace", "manager"),
    Page("Search, a common word", "common", "manager"),
    Page("Search, a rare word", "rare", "manager"),
)


@dataclass
class Run:
    """One size measured: a row for each page, what the crowd met, and memory."""

    rows: dict[str, Measured] = field(default_factory=dict)
    crowd: Counter[str] = field(default_factory=Counter)
    memory: float = 0.0
    counting: list[float] = field(default_factory=list)  # seconds, each time that the dashboard's figures were counted


class Unexpected(Exception):
    """A page did not answer as it must, so that its time says nothing."""


@dataclass
class Session:
    """The clients of one run."""

    servers: Servers
    facts: Mapping[str, Any]
    hello: Client = field(init=False)

    def __post_init__(self) -> None:
        self.hello = Client(self.servers.hello_port)

    def client(self, session: str) -> Client:
        return Client(self.servers.site.port, session)

    def of(self, who: str) -> Client:
        return self.client(self.facts["sessions"][who])


def run(servers: Servers) -> Run:
    """Everything once, against one size."""
    gates = GATES + WARM_UP + CHANGES
    servers.site.play("bench.council.fill:top_up", str(gates + 2))
    servers.site.play("bench.facts:count_again")
    facts = json.loads(servers.site.play("bench.facts:tell", str(gates)))
    session, found = Session(servers, facts), Run()
    for page in PAGES:
        found.rows[page.name] = _opened(session, page, facts["pages"][page.addresses])
        say(f"  {page.name}: {found.rows[page.name].median:.1f} ms")
    _decided(session, found)
    _changed(session, found)
    found.crowd = _crowded(session)
    found.memory = memory(servers.masters["web"])
    return found


def _opened(session: Session, page: Page, addresses: list[str]) -> Measured:
    client, around = session.of(page.who), endlessly(addresses)
    for address in islice(around, WARM_UP):
        _must(client.get(address), 200, address)
        client.hang_up()
    statements = max(_must(client.get(address, count=True), 200, address).statements or 0 for address in addresses)
    took, hello = _beside(session.hello, (partial(client.get, address) for address in around))
    return Measured(took, hello, statements)


def _beside(
    hello: Client, asking: Iterable[Callable[[], Answered]], most: int = REQUESTS
) -> tuple[list[float], list[float]]:
    """Ask one after another, hello before each; milliseconds of both."""
    took: list[float] = []
    plain: list[float] = []
    for ask in islice(asking, most):
        plain.append(_must(hello.get("/"), 200, "hello").took)
        took.append(_must(ask(), 200, "").took)
        if sum(took) > ENOUGH and len(took) >= FEWEST:
            break
    return took, plain


def _decided(session: Session, found: Run) -> None:
    """Gate after gate: the recording press is timed."""
    head = session.of("head")
    took, hello, statements = [], [], 0
    for place, reference in enumerate(session.facts["gates"][: GATES + WARM_UP]):
        counted = place < 2
        plain = _must(session.hello.get("/"), 200, "hello").took
        recorded = _decide(head, reference, count=counted)
        if counted:
            statements = max(statements, recorded.statements or 0)
        elif place >= WARM_UP:
            hello.append(plain)
            took.append(recorded.took)
    found.rows["Gate decision"] = Measured(took, hello, statements)


def _decide(head: Client, reference: str, *, count: bool = False) -> Answered:
    address = f"/cycles/{reference}/gates/analyse/decide/check/"
    values = hidden_fields(_must(head.get(address), 200, address).body)
    return _must(head.post(address, values, count=count), 302, address)


def _changed(session: Session, found: Run) -> None:
    """A gate is decided, the figures are counted again as the worker does, and the dashboard is opened.

    It is opened once its process keeps the old figures no longer, so everything on it is made anew.
    """
    head, (dashboard,) = session.of("head"), session.facts["pages"]["dashboard"]
    took, hello, statements = [], [], 0
    for place, reference in enumerate(session.facts["gates"][GATES + WARM_UP :]):
        _decide(head, reference)
        found.counting.append(float(session.servers.site.play("bench.facts:count_again")))
        time.sleep(KEPT + 1)
        councillor = session.of("councillor")
        for _ in range(WARM_UP):  # servers that slept for ten seconds are slow with any page
            _must(session.hello.get("/"), 200, "hello")
            _must(councillor.get("/help/"), 200, "/help/")
        plain = _must(session.hello.get("/"), 200, "hello").took
        seen = _must(councillor.get(dashboard, count=place == 0), 200, dashboard)
        if place == 0:
            statements = seen.statements or 0
        else:
            took.append(seen.took)
            hello.append(plain)
    found.rows["Dashboard, just after a change"] = Measured(took, hello, statements)


def _crowded(session: Session) -> Counter[str]:
    """A whole crowd has one gate open and presses at once: how often which answer came."""
    site, sessions = session.servers.site, session.facts["crowd"]
    address = f"/cycles/{session.facts['crowded_gate']}/gates/analyse/decide/check/"
    site.play("bench.facts:let_crowd_in")
    together = Barrier(len(sessions), timeout=300)

    def press(key: str) -> str:
        client = session.client(key)
        values = hidden_fields(_must(client.get(address), 200, address).body)
        together.wait()
        return _told(client.post(address, values))

    try:
        with ThreadPoolExecutor(len(sessions)) as pool:
            return Counter(pool.map(press, sessions))
    finally:
        site.play("bench.facts:send_crowd_home")


def _told(answer: Answered) -> str:
    """What somebody who pressed Record got."""
    if answer.status == 302:
        return "recorded"
    return "told who decided" if answer.status == 409 and "recorded “Pass”" in answer.body else str(answer.status)


def _must(answer: Answered, status: int, address: str) -> Answered:
    if answer.status != status:
        raise Unexpected(f"{address} answered {answer.status} instead of {status}: {answer.body[:600]}")
    return answer
