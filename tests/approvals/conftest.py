"""What tests of gates, decisions and conditions may ask for."""

from tests.cycles.conftest import bench, time_stands

__all__ = ["bench", "time_stands"]
