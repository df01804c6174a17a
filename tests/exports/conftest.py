"""A small council that downloads, with a folder of its own for files."""

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
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EXPORTS_ROOT = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def council(founded: Council, db: None) -> Council:
    return Council(dict(founded.people))


@pytest.fixture
def as_(council: Council) -> SignedIn:
    """A browser in which somebody of the council is signed in: `as_("lead").get("/exports/")`."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(council[name])
        return client

    return signed_in
