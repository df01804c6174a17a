"""What tests of the register may ask for besides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.council import NOW, Council


@pytest.fixture
def bench(founded: Council, db: None) -> Council:
    """The test council at work under the proving edition: few questions, every rule."""
    return Council(dict(founded.people))


@pytest.fixture
def time_stands() -> Iterator[None]:
    """Pages see the moment at which the tests play."""
    with time_machine.travel(NOW, tick=False):
        yield
