"""What tests of reminders, nudges and the calendar may ask for."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.council import NOW
from tests.cycles.conftest import bench, time_stands
from tests.cycles.views.conftest import as_, own_folder

__all__ = ["as_", "bench", "own_folder", "time_stands", "today"]


@pytest.fixture
def today() -> Iterator[None]:
    """Monday 23 November 2026, the day of the test council."""
    with time_machine.travel(NOW, tick=False):
        yield
