"""What is asked of the site, in which order, and what must come back."""

from __future__ import annotations

import json
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
ENOUGH = 20_000  # milliseconds: a slow page is asked for less often
FEWEST = 8
WARM_UP = 12


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
    skipped: list[str] = field(default_factory=list)


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
    servers.site.play("bench.council.fill:top_up", str(GATES + WARM_UP + 2))
    facts = json.loads(servers.site.play("bench.facts:tell", str(GATES + WARM_UP)))
    session, found = Session(servers, facts), Run()
    for page in PAGES:
        addresses = facts["pages"][page.addresses]
        if addresses:
            found.rows[page.name] = _opened(session, page, addresses)
            say(f"  {page.name}: {found.rows[page.name].median:.1f} ms")
        else:
            found.skipped.append(page.name)
    _decided(session, found)
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
    """Gate after gate: the recording press is timed, and the dashboard that is opened right after it."""
    head, councillor = session.of("head"), session.of("councillor")
    dashboard = next(iter(session.facts["pages"]["dashboard"]), "")
    took, fresh, hello, statements, after = [], [], [], 0, 0
    for place, reference in enumerate(session.facts["gates"]):
        address = f"/cycles/{reference}/gates/analyse/decide/check/"
        values = hidden_fields(_must(head.get(address), 200, address).body)
        plain = _must(session.hello.get("/"), 200, "hello").took
        counted = place < 2
        recorded = _must(head.post(address, values, count=counted), 302, address)
        seen = _must(councillor.get(dashboard, count=counted), 200, dashboard) if dashboard else None
        if counted:
            statements = max(statements, recorded.statements or 0)
            after = max(after, (seen.statements if seen else 0) or 0)
        elif place >= WARM_UP:
            hello.append(plain)
            took.append(recorded.took)
            fresh.append(seen.took if seen else 0)
    found.rows["Gate decision"] = Measured(took, hello, statements)
    if dashboard:
        found.rows["Dashboard, just after a change"] = Measured(fresh, hello, after)
    else:
        found.skipped.append("Dashboard, just after a change")


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
