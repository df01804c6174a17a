"""What tests of a cycle's pages may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tests.council import NOW, Council

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Monday 23 November 2026, the day of the test council."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Uploads go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "evidence"


@pytest.fixture
def as_(bench: Council) -> SignedIn:
    """A browser in which somebody of the council is signed in: `as_("lead").get(...)`."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(bench[name])
        return client

    return signed_in
