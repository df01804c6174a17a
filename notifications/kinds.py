"""The declared kinds of notification, from the lists named in `settings.NOTIFICATION_KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from notifications.models import Notification


@dataclass(frozen=True)
class NotificationKind:
    """One kind of notification.

    `subject` is a format string over the facts passed to `notify`. `skip_reason` is called when an e-mail is sent: it
    returns why the notification is no longer relevant, or "" while it is. `address_at_sending` makes the path that the
    e-mail leads to, where it holds a secret: the row keeps a harmless one. `note` is below the link, where the
    e-mail holds nothing else.
    """

    code: str
    subject: str
    topic: str
    skip_reason: Callable[[Notification], str] = field(default=lambda notification: "")
    address_at_sending: Callable[[Notification], str] | None = None
    note: str = ""
    to_inactive: bool = False  # also told to somebody who can't sign in

    @property
    def label(self) -> str:
        """The code in words, for pages that may not show the subject."""
        return self.code.replace("_", " ").capitalize()


def notification_kinds() -> Mapping[str, NotificationKind]:
    """Every declared kind, by its code."""
    return _load(tuple(settings.NOTIFICATION_KINDS))


@cache
def _load(names: tuple[str, ...]) -> Mapping[str, NotificationKind]:
    kinds: dict[str, NotificationKind] = {}
    for name in names:
        for kind in import_string(name):
            if kind.code in kinds:
                raise ImproperlyConfigured(f"{name} declares the notification kind {kind.code} a second time")
            kinds[kind.code] = kind
    return kinds


def skip_reason(notification: Notification) -> str:
    """Why the notification is left out of an e-mail, or "" while it is relevant."""
    kind = notification_kinds().get(notification.kind)
    return kind.skip_reason(notification) if kind else "No such kind of message any more"
