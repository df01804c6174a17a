"""A file is brought in whole or not at all, whoever merges and extends what it is about meanwhile."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.services.fixtures import SiteFactory

pytestmark = pytest.mark.services

ROUNDS = 40 if os.environ.get("LONG") == "1" else 16


def ledger_of(make_site: SiteFactory, database: str, how: str, rounds: int = ROUNDS) -> dict[str, Any]:
    ledger: dict[str, Any] = json.loads(make_site(database).play("tests.races.importing:race", str(rounds), how))
    print(f"{database}, {how}: {ledger}")
    return ledger


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_a_file_against_everybody_is_whole_or_refused(make_site: SiteFactory, database: str) -> None:
    ledger = ledger_of(make_site, database, "locked")
    assert ledger["still named"] == ledger["half"] == ledger["broken"] == 0
    assert set(ledger["outcomes"]) <= {"done", "refused"}  # no deadlock
    assert set(ledger["states"]) <= {"done", "to_check", "failed", "taken_back"}  # none waits for another attempt
    assert sum(ledger["states"].values()) == 2 * ROUNDS
    assert ledger["states"].get("done", 0) > 0


@pytest.mark.long
def test_row_by_row_they_wait_in_a_circle(make_site: SiteFactory) -> None:
    ledger = ledger_of(make_site, "postgresql", "unlocked", 30)
    assert "bringing_in" in ledger["states"] or set(ledger["outcomes"]) - {"done", "refused"}
