"""Functions of other apps that are called in the transaction of a change, to update their own rows.

`settings.FOLLOW_UPS` names the functions of each event, in the order in which they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User


class ManagersChanged(Protocol):
    """managers_changed: the managers of these directorates, their names or those who cover for them have changed."""

    def __call__(self, directorates: Collection[int], *, at: datetime) -> None: ...


class LinkRequested(Protocol):
    """link_requested: a link of `accounts.links` is to be e-mailed to its person. `actor` asked for it."""

    def __call__(self, link: str, person: User, *, actor: User | None, at: datetime) -> None: ...


class CredentialsChanged(Protocol):
    """credentials_changed: the password is new, or the address where there is a former one.

    `actor` is None for the command line.
    """

    def __call__(self, person: User, *, former_address: str, actor: User | None, at: datetime) -> None: ...


@dataclass(frozen=True)
class LinkDelivery:
    """What became of the e-mail with the last link to set a password: waiting, sent, failed or dropped."""

    link: str
    state: str
    at: datetime
    reason: str = ""


def link_delivery(person: User) -> LinkDelivery | None:
    """Asked of the app that sends e-mails, which lives above this one. None where there never was a link."""
    delivery: LinkDelivery | None = import_string(settings.LINK_DELIVERY)(person)
    return delivery


def follow_ups(event: str) -> list[Callable[..., Any]]:
    """The functions of an event. A name that settings do not list is a mistake."""
    return [import_string(name) for name in settings.FOLLOW_UPS[event]]
