"""Functions of other apps that are called in the transaction of a change, to update their own rows.

`settings.FOLLOW_UPS` names the functions of each event, in the order in which they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User


class ManagersChanged(Protocol):
    """managers_changed: the managers of these directorates, their names or those who cover for them have changed."""

    def __call__(self, directorates: Collection[int], *, at: datetime) -> None: ...


class AdviserRolesChanged(Protocol):
    """adviser_roles_changed: this person has been given, or has lost, the role of an adviser."""

    def __call__(self, person: User, *, at: datetime) -> None: ...


def follow_ups(event: str) -> list[Callable[..., Any]]:
    """The functions of an event. A name that settings do not list is a mistake."""
    return [import_string(name) for name in settings.FOLLOW_UPS[event]]
