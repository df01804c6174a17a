"""What tests of the council's days may ask for."""

from tests.cycles.conftest import bench
from tests.cycles.views.conftest import as_, today

__all__ = ["as_", "bench", "today"]
