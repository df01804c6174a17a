"""The exceptions by which services refuse a change; views answer them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class Refused(Exception):
    """A policy refuses the change. The message is the sentence to show."""


class Stale(Exception):
    """The row was changed after it was shown. `changes` has a sentence for each change since."""

    def __init__(self, message: str, changes: Iterable[str] = (), row: models.Model | None = None) -> None:
        super().__init__(message)
        self.changes = list(changes)
        self.row = row
