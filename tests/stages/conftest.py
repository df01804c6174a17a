"""A cycle in Analyse and one in Plan, led by `lead`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cycles.models import Cycle
from tests.council import LARGE, Council

SignedIn = Callable[[str], Client]


@pytest.fixture
def as_(council: Council) -> SignedIn:
    """A browser in which somebody of the council is signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(council[name])
        return client

    return signed_in


@pytest.fixture
def analyse(council: Council) -> Cycle:
    """A large cycle in Analyse."""
    return council.cycle_at("analyse", LARGE)


@pytest.fixture
def plan(council: Council) -> Cycle:
    """A large cycle in Plan."""
    return council.cycle_at("plan", LARGE)
