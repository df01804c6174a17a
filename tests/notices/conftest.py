"""What tests of notices may ask for: the council and the moment of the tests of the register."""

from tests.contracts.conftest import bench, time_stands

__all__ = ["bench", "time_stands"]
