"""A council of thirty cycles: what was copied agrees with what was played, and every page that is timed answers."""

from __future__ import annotations

import json

import pytest

from bench.client import Client, hidden_fields
from tests.services.fixtures import Found
from tests.services.server import Site

pytestmark = pytest.mark.bed

SIZE, GATES, MORE_GATES = 30, 3, 5


@pytest.fixture(scope="module")
def filled(found_site: Found) -> Site:
    site = found_site("postgresql")
    site.play("tests.bench.small:play")
    site.play("bench.council.fill:fill", str(SIZE), str(GATES))
    site.play("bench.council.fill:top_up", str(MORE_GATES))
    return site


def test_what_was_copied_agrees_with_what_was_played(filled: Site) -> None:
    ledger = json.loads(filled.play("tests.bench.small:ledger"))
    assert ledger["faults"] == []
    assert ledger["cycles"] == SIZE + MORE_GATES - GATES
    assert sum(ledger["stages"].get(ended, 0) for ended in ("closed", "stopped")) == 17  # one played, 16 of 23 copies


def test_every_page_that_is_timed_answers(filled: Site) -> None:
    filled.start()
    facts = json.loads(filled.play("bench.facts:tell", str(GATES - 1)))
    clients = {name: Client(filled.port, key) for name, key in facts["sessions"].items()}
    answered = [
        (address, clients["manager"].get(address).status) for pages in facts["pages"].values() for address in pages
    ]
    assert {status for _, status in answered} == {200}, answered
    address = f"/cycles/{facts['gates'][0]}/gates/analyse/decide/check/"
    values = hidden_fields(clients["head"].get(address).body)
    assert clients["head"].post(address, values).status == 302
