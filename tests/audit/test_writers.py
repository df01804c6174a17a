"""Many write to the system chain at once, in committed transactions: one line of events, no fork."""

from __future__ import annotations

import pytest

from tests.audit.writers import THREADS
from tests.services.fixtures import SiteFactory

pytestmark = pytest.mark.services

EACH = 250
LOADED = 1  # the framework's own event


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_four_writers_make_one_chain(make_site: SiteFactory, database: str) -> None:
    site = make_site(database)

    assert site.play("tests.audit.writers:write", str(EACH), "locked") == "0\n"

    told = f"The record is whole: {LOADED + THREADS * EACH} events in 1 chain.\n"
    assert site.manage("verify_audit") == told


def test_without_the_lock_writers_clash(make_site: SiteFactory) -> None:
    """The control: constraints then refuse what would have been forks. (On SQLite the transaction is the lock.)"""
    site = make_site("postgresql")

    assert int(site.play("tests.audit.writers:write", "100", "unlocked")) > 0

    assert site.manage("verify_audit").startswith("The record is whole")
