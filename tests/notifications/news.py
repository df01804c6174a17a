"""Kinds of message and occasions of the tests' own, each as simple as can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import OperationalError

from accounts.models import User
from notifications.models import Message
from notifications.outbox import Kind, owe
from notifications.sending import lease
from tests.accounts.people import NOW


def _locked(message: Message) -> str:
    raise OperationalError("database is locked")


def _broken(message: Message) -> str:
    raise ValueError("no such word")


def _slow(message: Message) -> str:
    """So slow that the lease runs out, and another sender takes the letter over."""
    assert message.letter
    assert message.letter.lease_until
    lease(message.letter.lease_until + timedelta(seconds=1))
    return ""


KINDS = [
    Kind("news", "{what}", "gates"),
    Kind("verdict", "{what}", "decisions"),
    Kind("overtaken", "{what}", "gates", lambda message: "Over by now"),
    Kind("locked", "{what}", "gates", _locked),
    Kind("broken", "{what}", "gates", _broken),
    Kind("slow", "{what}", "gates", _slow),
]


@dataclass(frozen=True)
class Occasion:
    kind: str
    people: list[User]
    key: str
    address: str = "/"
    facts: dict[str, Any] = field(default_factory=dict)


def due(today: date) -> Iterator[Occasion]:
    """Everybody is told of the day; the second occasion is of a kind that nobody declared."""
    people = list(User.objects.order_by("pk"))
    yield Occasion("news", people, f"day:{today}", facts={"what": "A new day"})
    yield Occasion("danced", people, f"dance:{today}")
    yield Occasion("verdict", people[:1], f"day:{today}", facts={"what": "Somebody is first"})


def tell(*people: User, what: str = "Decide: Home care", kind: str = "news", at: datetime = NOW) -> None:
    owe(kind, people, occasion=what, address="/cycles/C-0001/", at=at, what=what)
