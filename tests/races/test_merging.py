"""Two suppliers are merged once, and nothing names the merged one afterwards, whoever presses when."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.services.fixtures import SiteFactory

pytestmark = pytest.mark.services

ROUNDS = 60 if os.environ.get("LONG") == "1" else 12


def ledger_of(make_site: SiteFactory, database: str, how: str, rounds: int = ROUNDS) -> dict[str, Any]:
    ledger: dict[str, Any] = json.loads(make_site(database).play("tests.races.merging:race", str(rounds), how))
    print(f"{database}, {how}: {ledger}")
    return ledger


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_everybody_at_once_merges_once_and_leaves_no_half(make_site: SiteFactory, database: str) -> None:
    ledger = ledger_of(make_site, database, "locked")
    assert ledger["still named"] == ledger["twins"] == 0
    assert ledger["merges"] == ledger["recorded"] <= ROUNDS
    assert ledger["most"] == 1
    assert set(ledger["outcomes"]) == {"done", "refused", "ValidationError"}  # no deadlock, no clash


@pytest.mark.long
def test_without_the_locks_something_is_left(make_site: SiteFactory) -> None:
    ledger = ledger_of(make_site, "postgresql", "unlocked", 60)
    assert ledger["still named"] + ledger["twins"] > 0
