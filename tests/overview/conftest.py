"""What tests of the pages across everything may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.approvals.conftest import named
from tests.council import NOW, Council
from tests.cycles.conftest import bench
from tests.cycles.views.conftest import own_folder

__all__ = ["SignedIn", "as_", "bench", "council", "named", "own_folder", "today"]

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Monday 23 November 2026, the day of the test council."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def council(founded: Council, db: None) -> Council:
    """The test council under the proving edition: these pages do not depend on how much is asked."""
    return Council(dict(founded.people))


@pytest.fixture
def as_(council: Council) -> SignedIn:
    """A browser in which somebody of the council is signed in: `as_("lead").get("/my-work/")`."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(council[name])
        return client

    return signed_in
