"""Functions of other apps that are called in the transaction of a change, to update their own rows.

`settings.FOLLOW_UPS` names the functions of each event, in the order in which they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.models import Cover, Role, User


class ManagersChanged(Protocol):
    """managers_changed: the managers of these directorates, their names or those who cover for them have changed."""

    def __call__(self, directorates: Collection[int], *, at: datetime) -> None: ...


class AdviserRolesChanged(Protocol):
    """adviser_roles_changed: this person has been given, or has lost, the role of an adviser."""

    def __call__(self, person: User, *, at: datetime) -> None: ...


class CoverChange(StrEnum):
    """What became of a cover. One that lapsed can't be used although the person still needs it."""

    GIVEN = "given"
    ENDED = "ended"
    LAPSED = "lapsed"


class CoverChanged(Protocol):
    """cover_changed: somebody named a stand-in, or the stand-in no longer decides."""

    def __call__(self, cover: Cover, change: CoverChange, *, actor: User | None, at: datetime) -> None: ...


class PersonDeactivated(Protocol):
    """person_deactivated: somebody was made inactive; what waits for them is passed on."""

    def __call__(self, person: User, *, actor: User | None, at: datetime) -> None: ...


class PersonActivated(Protocol):
    """person_activated: somebody who had left can sign in again."""

    def __call__(self, person: User, *, actor: User | None, at: datetime) -> None: ...


class RoleRevoked(Protocol):
    """role_revoked: the person no longer has the role, whose row is deleted."""

    def __call__(self, person: User, role: Role, *, actor: User | None, at: datetime) -> None: ...


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
