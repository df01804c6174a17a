"""What tests of reminders, nudges and the calendar may ask for."""

from tests.cycles.conftest import bench, time_stands
from tests.cycles.views.conftest import as_

__all__ = ["as_", "bench", "time_stands"]
