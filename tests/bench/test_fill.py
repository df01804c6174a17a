"""A council of thirty cycles: what was copied agrees with what was played, and all that is timed answers."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bench import scenarios
from bench.client import Client
from bench.scenarios import READERS, ask_wide_mix, run_scenarios
from bench.services import Servers
from tests.services.fixtures import SiteFactory
from tests.services.postgres import Cluster
from tests.services.server import Site

pytestmark = pytest.mark.services

SIZE, GATES, MORE_GATES = 30, 3, 5


@pytest.fixture(scope="module")
def filled(make_site: SiteFactory) -> Site:
    site = make_site("postgresql")
    site.play("tests.bench.small:play")
    site.play("bench.council.fill:fill", str(SIZE), str(GATES))
    site.play("bench.council.fill:top_up_stock", str(MORE_GATES))
    return site


@pytest.fixture(scope="module")
def servers(filled: Site, cluster: Cluster) -> Iterator[Servers]:
    yield Servers(filled, cluster).start()
    filled.stop()


def test_what_was_copied_agrees_with_what_was_played(filled: Site) -> None:
    ledger = json.loads(filled.play("tests.bench.small:ledger"))
    assert ledger["faults"] == []
    assert ledger["cycles"] == SIZE + MORE_GATES - GATES
    assert ledger["agreements"] == SIZE // 10
    assert sum(ledger["stages"].get(ended, 0) for ended in ("closed", "stopped")) == 16  # one played, 15 of 22 copies


def test_every_page_that_is_timed_answers_its_reader(servers: Servers) -> None:
    facts = json.loads(servers.site.play("bench.facts:print_pages"))
    assert facts["pages"].keys() == READERS.keys()
    clients = {name: Client(servers.site.port, session) for name, session in facts["sessions"].items()}
    answered = [
        (page, path, clients[READERS[page]].get(path).status)
        for page, paths in facts["pages"].items()
        for path in paths
    ]
    assert {status for _, _, status in answered} == {200}, answered
    assert {page for page, _, _ in answered} == READERS.keys()


def test_a_page_and_decisions_are_timed_and_one_of_a_crowd_decides(servers: Servers) -> None:
    run = run_scenarios({SIZE: servers}, ["my-work", "gate-decision", "crowd"], rounds=1)[SIZE]
    assert run.pages.keys() == {"my-work", "gate-decision"}
    [(window, hello)] = run.pages["gate-decision"].windows
    assert 0 < window.count <= scenarios.PRESSES
    assert 0 < hello.median < window.median
    assert run.pages["gate-decision"].statements > run.pages["my-work"].statements > 0
    assert run.crowd == {"recorded": 1, "told who decided": 49}
    assert run.worker_memory > 0


def test_the_wide_mix_reads_the_memory_of_workers_and_backends(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"ADDRESSES": 60, "FIRST": 10, "REQUESTS": 20, "SECONDS": 1}.items():
        monkeypatch.setattr(scenarios, f"MIX_{name}", value)
    council = scenarios.Council(servers, json.loads(servers.site.play("bench.facts:print_pages")), scenarios.Run({}))
    memory = ask_wide_mix(council)
    assert memory.workers > 0
    assert 0 < memory.backends_before <= memory.backends_after * 2
