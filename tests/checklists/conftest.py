"""What tests of answers, confirmations and evidence may ask for."""

from tests.cycles.conftest import bench, time_stands

__all__ = ["bench", "time_stands"]
