"""Notification kinds and reminders of the tests' own, each as simple as can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import OperationalError

from accounts.models import User
from notifications.kinds import NotificationKind
from notifications.models import Notification
from notifications.reminders import Reminder
from notifications.services.notifying import notify
from notifications.services.sending import lease
from tests.accounts.people import NOW


def _locked(notification: Notification) -> str:
    raise OperationalError("database is locked")


def _broken(notification: Notification) -> str:
    raise ValueError("no such word")


def _slow(notification: Notification) -> str:
    """So slow that the lease runs out, and another sender takes the e-mail over."""
    assert notification.email
    assert notification.email.lease_until
    lease(notification.email.lease_until + timedelta(seconds=1))
    return ""


KINDS = [
    NotificationKind("news", "{what}", "work"),
    NotificationKind("verdict", "{what}", "decisions"),
    NotificationKind("gate", "{what}", "gates"),
    NotificationKind("overtaken", "{what}", "work", lambda notification: "Over by now"),
    NotificationKind("locked", "{what}", "work", _locked),
    NotificationKind("broken", "{what}", "work", _broken),
    NotificationKind("slow", "{what}", "work", _slow),
    NotificationKind("noted", "{what}", "work", note="Bring your pass."),
]


def due(today: date) -> Iterator[Reminder]:
    """Everybody is told of the day; the second reminder is of a kind that nobody declared."""
    people = list(User.objects.order_by("pk"))
    yield Reminder("news", people, f"day:{today}", "/", facts={"what": "A new day"})
    yield Reminder("danced", people, f"dance:{today}", "/")
    yield Reminder("verdict", people[:1], f"day:{today}", "/", facts={"what": "Somebody is first"})


def tell(*people: User, what: str = "Decide: Home care", kind: str = "news", at: datetime = NOW) -> None:
    notify(kind, people, occasion=what, address="/cycles/C-0001/", at=at, what=what)
