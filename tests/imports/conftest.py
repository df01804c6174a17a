"""A folder of its own for the bytes of each test's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.contracts.conftest import bench, time_stands

__all__ = ["bench", "folder", "time_stands"]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    return tmp_path / "imports"
