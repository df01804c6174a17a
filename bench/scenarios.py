"""What is asked of the site, in which order, and what must come back."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle as endlessly
from itertools import islice
from threading import Barrier
from typing import Any

from bench.client import Client, Response, hidden_fields
from bench.goals import CAP_SIZE, CROWD, MIX
from bench.measurements import Measurement, MixMemory, backend_memory, worker_memory
from bench.services import Servers, log
from bench.wrk import UnexpectedResponseError, Window, http_request, run_window

# Whose session opens which page. Each is an address of bench.facts.print_pages by the same name.
READERS = {
    "dashboard": "councillor",
    "list": "manager",
    "board": "manager",
    "timeline": "manager",
    "overview": "manager",
    "workspace": "manager",
    "question": "lead",
    "table": "worker",
    "grid": "worker",
    "short": "worker",
    "needs": "worker",
    "options": "worker",
    "cost": "worker",
    "equality": "worker",
    "gate": "manager",
    "search-common": "manager",
    "search-rare": "manager",
    "dashboard-contracts": "councillor",
    "register": "manager",
    "register-filtered": "manager",
    "register-search": "manager",
    "agreement": "manager",
    "supplier": "manager",
    "expiring": "manager",
    "my-work": "commissioner",
    "my-work-manager": "manager",
    "approvals": "director",
    "approvals-decided": "director",
    "approvals-clock": "director",
}
ROUNDS = 5  # every size in turn so many times, so that a slow minute of the machine is one for all of them
HELLO_SECONDS, PAGE_SECONDS = 1, 2
PRESSES, PRESS_SECONDS = 30, 3  # gates decided in a window, and the longest that it may last
CHANGES = 9  # after which the dashboard is opened, the last time only to count its statements
WARM_UP = 24  # requests over new connections, which reach every thread of both workers
FIGURES_KEPT = 10  # seconds for which a process keeps the dashboard's figures
EVERYTHING_KEPT = 61  # seconds for which a process keeps anything that it reads
MIX_ADDRESSES, MIX_REQUESTS, MIX_FIRST = 900, 15_000, 1_800
MIX_CONNECTIONS, MIX_SECONDS = 8, 10


@dataclass
class Run:
    """One size measured."""

    council: Mapping[str, int]
    pages: dict[str, Measurement] = field(default_factory=dict)
    crowd: Counter[str] = field(default_factory=Counter)
    worker_memory: float = 0.0
    mix: MixMemory | None = None
    counting: list[float] = field(default_factory=list)  # seconds, each time that the dashboard's figures were counted


@dataclass
class Council:
    """The servers of one size, with the addresses and sessions of its people."""

    servers: Servers
    facts: Mapping[str, Any]
    run: Run
    gates: list[str] = field(default_factory=list)  # that wait for the head of service, each decided once

    def play(self, function: str, *words: str) -> Any:
        """What a function of bench.facts prints."""
        text = self.servers.site.play(f"bench.facts:{function}", *words)
        return json.loads(text) if text else None

    def client(self, session: str) -> Client:
        return Client(self.servers.site.port, session)

    def reader(self, name: str) -> Client:
        return self.client(self.facts["sessions"][name])

    def time_hello(self) -> Window:
        return run_window(self.servers.hello_port, [http_request("/")], seconds=HELLO_SECONDS)

    def time_site(self, requests: Sequence[bytes], **options: Any) -> Window:
        return run_window(self.servers.site.port, requests, **options)


Councils = Mapping[int, Council]
Windows = list[tuple[Window, Window]]


def run_scenarios(servers: Mapping[int, Servers], chosen: Collection[str], rounds: int = ROUNDS) -> dict[int, Run]:
    """Every chosen page and scenario, against every size."""
    councils = {size: _council(one, size) for size, one in servers.items()}
    for page in READERS:
        if page in chosen:
            time_page(councils, page, rounds)
    presses = WARM_UP + rounds * PRESSES if "gate-decision" in chosen else 0
    changes = CHANGES if "dashboard-after-change" in chosen else 0
    for council in councils.values():
        if presses or changes or CROWD in chosen:
            council.servers.site.play("bench.council.fill:top_up_stock", str(presses + changes + 1))
            council.gates = council.play("print_gates", str(presses + changes))
    if presses:
        time_decisions(councils, rounds)
    if changes:
        time_changed_dashboard(councils)
    for size, council in councils.items():
        if CROWD in chosen:
            council.run.crowd = decide_at_once(council)
        if MIX in chosen and size == (CAP_SIZE if CAP_SIZE in councils else max(councils)):
            council.run.mix = ask_wide_mix(council)
        council.run.worker_memory = worker_memory(council.servers.master)
    return {size: council.run for size, council in councils.items()}


def _council(servers: Servers, size: int) -> Council:
    servers.site.play("bench.council.fill:top_up_waiting", str(size))
    servers.site.play("bench.facts:count_figures")
    facts = json.loads(servers.site.play("bench.facts:print_pages"))
    return Council(servers, facts, Run(facts["council"]))


def time_page(councils: Councils, page: str, rounds: int) -> None:
    """Windows of the page, a window of hello before each, size after size and round after round."""
    requests, statements = {}, {}
    for size, council in councils.items():
        client, paths = council.reader(READERS[page]), council.facts["pages"][page]
        for path in islice(endlessly(paths), WARM_UP):
            require(client.get(path), 200, path)
            client.close()
        counted = [require(client.get(path, count=True), 200, path) for path in paths]
        statements[size] = max(response.statements or 0 for response in counted)
        requests[size] = [http_request(path, session=client.session, token=client.token) for path in paths]
    windows: dict[int, Windows] = {size: [] for size in councils}
    for _ in range(rounds):
        for size, council in councils.items():
            hello = council.time_hello()
            windows[size].append((council.time_site(requests[size], seconds=PAGE_SECONDS), hello))
    _keep(councils, page, windows, statements)


def time_decisions(councils: Councils, rounds: int) -> None:
    """Gate after gate: the press that records a decision is timed, from a page that is open."""
    windows: dict[int, Windows] = {size: [] for size in councils}
    statements = {}
    for size, council in councils.items():
        head = council.reader("head")
        for _ in range(WARM_UP):
            path, values = open_decision(head, council.gates.pop())
            head.close()
            statements[size] = require(head.post(path, values, count=True), 302, path).statements or 0
    for _ in range(rounds):
        for size, council in councils.items():
            head = council.reader("head")
            opened = [open_decision(head, council.gates.pop()) for _ in range(PRESSES)]
            presses = [
                http_request(path, session=head.session, token=head.token, values=values) for path, values in opened
            ]
            hello = council.time_hello()
            window = council.time_site(presses, status=302, once=True, seconds=PRESS_SECONDS)
            windows[size].append((window, hello))
    _keep(councils, "gate-decision", windows, statements)


def open_decision(head: Client, reference: str) -> tuple[str, dict[str, str]]:
    """The page with which a decision is recorded: its address and what its form sends."""
    path = f"/cycles/{reference}/gates/analyse/decide/check/"
    return path, hidden_fields(require(head.get(path), 200, path).body)


def time_changed_dashboard(councils: Councils) -> None:
    """A gate is decided, the figures are counted again as the worker does, and the dashboard is opened once.

    Its process keeps the old figures no longer, so everything on it is made anew. Statements are counted when its
    process keeps nothing else either, which is when they are the most.
    """
    windows: dict[int, Windows] = {size: [] for size in councils}
    statements = {}
    for change in range(CHANGES):
        last = change == CHANGES - 1
        for council in councils.values():
            head = council.reader("head")
            path, values = open_decision(head, council.gates.pop())
            require(head.post(path, values), 302, path)
            council.run.counting.append(council.play("count_figures"))
        time.sleep(EVERYTHING_KEPT if last else FIGURES_KEPT + 1)
        for size, council in councils.items():
            [path], councillor = council.facts["pages"]["dashboard"], council.reader("councillor")
            for _ in range(WARM_UP):  # servers that slept are slow with any page
                require(councillor.get("/help/"), 200, "/help/")
                councillor.close()
            if last:
                statements[size] = require(councillor.get(path, count=True), 200, path).statements or 0
            else:
                dashboard = [http_request(path, session=councillor.session, token=councillor.token)]
                hello = council.time_hello()
                windows[size].append((council.time_site(dashboard, once=True), hello))
    _keep(councils, "dashboard-after-change", windows, statements)


def decide_at_once(council: Council) -> Counter[str]:
    """A whole crowd has one gate open and presses at once: how often which response came."""
    crowd = council.play("print_crowd")
    council.servers.site.play("bench.facts:let_crowd_in")
    together = Barrier(len(crowd["sessions"]), timeout=300)

    def press(session: str) -> str:
        client = council.client(session)
        path, values = open_decision(client, crowd["gate"])
        client.close()  # or the server closes it, just when the slowest of the crowd has come
        together.wait()
        response = client.post(path, values)
        if response.status == 302:
            return "recorded"
        told = response.status == 409 and "recorded “Pass”" in response.body
        return "told who decided" if told else str(response.status)

    try:
        with ThreadPoolExecutor(len(crowd["sessions"])) as pool:
            return Counter(pool.map(press, crowd["sessions"]))
    finally:
        council.servers.site.play("bench.facts:send_crowd_home")


def ask_wide_mix(council: Council) -> MixMemory:
    """Many addresses over several connections, as in a working day: what processes keep for good shows in memory."""
    addresses = council.play("print_mix", str(MIX_ADDRESSES))
    clients = {name: council.reader(name) for name in council.facts["sessions"]}
    for name, path in addresses:
        require(clients[name].get(path), 200, path)
        clients[name].close()  # or the server closes it, as it does with one that is idle
    requests = [
        http_request(path, session=clients[name].session, token=clients[name].token) for name, path in addresses
    ]

    def ask(until: Callable[[int], bool], sent: int = 0) -> int:
        while not until(sent):
            sent += council.time_site(requests, connections=MIX_CONNECTIONS, seconds=MIX_SECONDS, start=sent).count
        return sent

    sent = ask(lambda count: count >= MIX_FIRST)
    before = backend_memory(council.servers.backends())
    ask(lambda count: count >= MIX_REQUESTS, sent)
    after = backend_memory(council.servers.backends())
    memory = MixMemory(before, after, worker_memory(council.servers.master))
    log(f"  Wide mix: workers {memory.workers:.0f} MiB, a backend {before:.1f} MiB, then {after:.1f}")
    return memory


def _keep(councils: Councils, page: str, windows: Mapping[int, Windows], statements: Mapping[int, int]) -> None:
    for size, council in councils.items():
        council.run.pages[page] = Measurement(windows[size], statements[size])
    measured = [council.run.pages[page] for council in councils.values()]
    log(f"  {page}: " + ", ".join(f"{one.median:.1f} ms, {one.times_hello:.0f} times hello" for one in measured))


def require(response: Response, status: int, path: str) -> Response:
    if response.status != status:
        raise UnexpectedResponseError(f"{path} answers {response.status} instead of {status}: {response.body[:600]}")
    return response
