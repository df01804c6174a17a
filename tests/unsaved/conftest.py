"""What tests of unsaved forms may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cycles.conftest import bench
from tests.cycles.views.conftest import as_, own_folder, today

__all__ = ["as_", "bench", "kept_folder", "own_folder", "today"]


@pytest.fixture(autouse=True)
def kept_folder(settings: Settings, tmp_path: Path) -> Path:
    """Chosen files wait in a folder of the test's own."""
    settings.UNSAVED_ROOT = tmp_path / "unsaved"
    return tmp_path / "unsaved"
