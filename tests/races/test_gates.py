"""A gate is decided once, whoever presses when."""

from __future__ import annotations

import json
import os
from collections import Counter

import pytest

from tests.races.deciders import Answered, race
from tests.services.fixtures import SiteFactory
from tests.services.server import Site

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
GATES = {"postgresql": 400 if LONG else 40, "sqlite": 100 if LONG else 40}
CONTROL_GATES = 10


def held(site: Site, gates: int) -> list[Answered]:
    scene = json.loads(site.play("tests.races.scene:gates", str(gates)))
    return race(site.port, scene["references"], scene["sessions"])


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_four_managers_at_once_record_one_decision(make_site: SiteFactory, database: str) -> None:
    gates, site = GATES[database], make_site(database).start(workers=4)
    answers = held(site, gates)
    statuses = Counter(answer.status for answer in answers)
    assert statuses == {302: gates, 409: 3 * gates}
    assert all("recorded “Pass”" in answer.body for answer in answers if answer.status == 409)
    ledger = json.loads(site.play("tests.races.scene:ledger"))
    assert ledger["decisions"] == ledger["recorded"] == gates
    assert ledger["most"] == 1
    assert ledger["stages"] == {"plan": gates}
    assert set(ledger["told"]) == {gates}  # everybody who must know, once a gate
    print(f"{database}: {gates} gates, {len(answers)} decisions sent, {dict(statuses)}")


@pytest.mark.long
@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_without_lock_comparison_and_constraint_there_are_extra_decisions(
    make_site: SiteFactory, database: str
) -> None:
    site = make_site(database)
    site.play("tests.races.scene:open_the_door")
    site.start(workers=4, application="tests.races.control:application")
    held(site, CONTROL_GATES)
    ledger = json.loads(site.play("tests.races.scene:ledger"))
    print(f"{database}, control: {ledger['decisions']} decisions at {CONTROL_GATES} gates")
    assert ledger["decisions"] > CONTROL_GATES
