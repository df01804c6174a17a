"""What tests of the dashboard may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoDbBlocker

from dashboard.services.figures import refresh
from tests.council import NOW, Council
from tests.dashboard.scene import full

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Monday 23 November 2026, with nothing kept in this process from another test."""
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def council(founded: Council, db: None) -> Council:
    return Council(dict(founded.people))


@pytest.fixture(scope="module")
def played(founded: Council, django_db_blocker: DjangoDbBlocker) -> Council:
    """The council with cycles of every kind, played once for all tests of a module."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        full(founded)
    return founded


@pytest.fixture
def full_council(played: Council, db: None) -> Council:
    """The same, with its figures counted."""
    counted_now()
    return Council(dict(played.people))


@pytest.fixture
def as_(council: Council) -> SignedIn:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(council[name])
        return client

    return signed_in


def counted_now() -> None:
    """Count everything, and forget what this process kept."""
    refresh(NOW)
    cache.clear()
