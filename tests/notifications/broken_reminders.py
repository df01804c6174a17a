"""Reminders that fail, because what they read is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from notifications.reminders import Reminder


def due(today: date) -> Iterator[Reminder]:
    raise LookupError("nothing there")
