"""Why a change is not made: the refusals that services raise and views answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class Refused(Exception):
    """The policy said no. The message is the sentence to show."""


class Stale(Exception):
    """What was seen is no longer so. `changes` says what happened since, a sentence each."""

    def __init__(self, message: str, changes: Iterable[str] = (), row: models.Model | None = None) -> None:
        super().__init__(message)
        self.changes = list(changes)
        self.row = row
