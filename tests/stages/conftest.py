"""A cycle in Analyse and one in Plan, led by `lead`."""

from __future__ import annotations

import pytest

from cycles.models import Cycle
from tests.council import LARGE, Council


@pytest.fixture
def analyse(council: Council) -> Cycle:
    """A large cycle in Analyse."""
    return council.cycle_at("analyse", LARGE)


@pytest.fixture
def plan(council: Council) -> Cycle:
    """A large cycle in Plan."""
    return council.cycle_at("plan", LARGE)
