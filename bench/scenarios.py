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

ROUNDS, A_ROUND = 9, 10  # every size is asked ten times in turn, so that the machine's moods reach them all
GATE_ROUNDS = 6
CHANGES = 9  # after which the dashboard is opened, the last time only to count its statements
WARM_UP = 24
KEPT = 10  # seconds for which a process keeps the figures it has read (dashboard.selectors.cached_figures)
ALL_GONE = 61  # seconds after which it keeps nothing else that it has read

GATES = WARM_UP + GATE_ROUNDS * A_ROUND


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


Sessions = Mapping[int, Session]


def run(servers: Mapping[int, Servers]) -> dict[int, Run]:
    """Everything once, against every size."""
    sessions = {size: _begun(one) for size, one in servers.items()}
    found = {size: Run() for size in servers}
    for page in PAGES:
        _opened(sessions, page, found)
    _decided(sessions, found)
    _changed(sessions, found)
    for size, session in sessions.items():
        found[size].crowd = _crowded(session)
        found[size].memory = memory(session.servers.masters["web"])
    return found


def _begun(servers: Servers) -> Session:
    gates = GATES + CHANGES
    servers.site.play("bench.council.fill:top_up", str(gates + 2))
    servers.site.play("bench.facts:count_again")
    return Session(servers, json.loads(servers.site.play("bench.facts:tell", str(gates))))


def _opened(sessions: Sessions, page: Page, found: Mapping[int, Run]) -> None:
    asking, statements = {}, {}
    for size, session in sessions.items():
        client, addresses = session.of(page.who), session.facts["pages"][page.addresses]
        for address in islice(endlessly(addresses), WARM_UP):
            _must(client.get(address), 200, address)
            client.hang_up()
        counted = [_must(client.get(address, count=True), 200, address) for address in addresses]
        statements[size] = max(one.statements or 0 for one in counted)
        asking[size] = endlessly([partial(_got, client, address) for address in addresses])
    _note(found, page.name, _in_rounds(sessions, asking, ROUNDS), statements)


def _got(client: Client, address: str) -> Answered:
    return _must(client.get(address), 200, address)


Times = tuple[list[float], list[float]]  # milliseconds of what was asked, and of hello before each


def _in_rounds(
    sessions: Sessions, asking: Mapping[int, Iterable[Callable[[], Answered]]], rounds: int
) -> dict[int, Times]:
    """Ask one after another, hello before each, size after size and round after round."""
    times: dict[int, Times] = {size: ([], []) for size in sessions}
    for _ in range(rounds):
        for size, session in sessions.items():
            for ask in islice(asking[size], A_ROUND):
                _timed(session, ask, times[size])
    return times


def _timed(session: Session, ask: Callable[[], Answered], times: Times) -> Answered:
    plain, answered = _got(session.hello, "/"), ask()
    times[0].append(answered.took)
    times[1].append(plain.took)
    return answered


def _note(found: Mapping[int, Run], name: str, times: Mapping[int, Times], statements: Mapping[int, int]) -> None:
    for size, (took, hello) in times.items():
        found[size].rows[name] = Measured(took, hello, statements[size])
    say(f"  {name}: {', '.join(f'{run.rows[name].over_hello:.1f}' for run in found.values())} times hello")


def _decided(sessions: Sessions, found: Mapping[int, Run]) -> None:
    """Gate after gate: the recording press is timed."""
    asking, statements = {}, {}
    for size, session in sessions.items():
        head, gates = session.of("head"), iter(session.facts["gates"][:GATES])
        for reference in islice(gates, WARM_UP):
            statements[size] = _press(head, reference, count=True)().statements or 0
        asking[size] = map(partial(_press, head), gates)
    _note(found, "Gate decision", _in_rounds(sessions, asking, GATE_ROUNDS), statements)


def _press(head: Client, reference: str, *, count: bool = False) -> Callable[[], Answered]:
    """The press with which a gate is decided, from a page that is open."""
    address = f"/cycles/{reference}/gates/analyse/decide/check/"
    values = hidden_fields(_got(head, address).body)
    return lambda: _must(head.post(address, values, count=count), 302, address)


def _changed(sessions: Sessions, found: Mapping[int, Run]) -> None:
    """A gate is decided, the figures are counted again as the worker does, and the dashboard is opened.

    It is opened once its process keeps the old figures no longer, so everything on it is made anew. Statements are
    counted when its process keeps nothing else of it either, which is when they are the most.
    """
    times: dict[int, Times] = {size: ([], []) for size in sessions}
    statements: dict[int, int] = {}
    for place in range(CHANGES):
        last = place == CHANGES - 1
        for size, session in sessions.items():
            _press(session.of("head"), session.facts["gates"][GATES + place])()
            found[size].counting.append(float(session.servers.site.play("bench.facts:count_again")))
        time.sleep(ALL_GONE if last else KEPT + 1)
        for size, session in sessions.items():
            [dashboard], councillor = session.facts["pages"]["dashboard"], session.of("councillor")
            for _ in range(WARM_UP):  # servers that slept for ten seconds are slow with any page
                _got(session.hello, "/")
                _got(councillor, "/help/")
            if last:
                statements[size] = _must(councillor.get(dashboard, count=True), 200, dashboard).statements or 0
            else:
                _timed(session, partial(_got, councillor, dashboard), times[size])
    _note(found, "Dashboard, just after a change", times, statements)


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
