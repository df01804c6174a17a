"""What other apps bring up to date in the same transaction when something changes here.

`settings.FOLLOW_UPS` names the functions of each event, in the order in which they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class ManagersChanged(Protocol):
    """managers_changed: who manages these directorates, or covers for a manager there, or the name of one of them."""

    def __call__(self, directorates: Collection[int], *, at: datetime) -> None: ...


def follow_ups(event: str) -> list[Callable[..., Any]]:
    """The functions of an event. A name that settings do not list is a mistake."""
    return [import_string(name) for name in settings.FOLLOW_UPS[event]]
