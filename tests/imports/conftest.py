"""The test council at work, and a folder of its own for the bytes of each test's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from tests.council import NOW, Council


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    return tmp_path / "imports"


@pytest.fixture
def bench(founded: Council, db: None) -> Council:
    """The test council at work under the proving edition: few questions, every rule."""
    return Council(dict(founded.people))


@pytest.fixture
def time_stands() -> Iterator[None]:
    """Pages see the moment at which the tests play."""
    with time_machine.travel(NOW, tick=False):
        yield
