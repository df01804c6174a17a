"""Writing what people are owed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from notifications.models import Message

AT_A_TIME = 500


@dataclass(frozen=True)
class Kind:
    """A kind of message: `subject` is a format string over the facts that its writer gives.

    `still` says why one of them need not be told any more, or "" while it must be; it is asked when it is sent.
    """

    code: str
    subject: str
    topic: str
    still: Callable[[Message], str] = field(default=lambda message: "")

    @property
    def label(self) -> str:
        """The code in words, where the subject itself is not to be shown."""
        return self.code.replace("_", " ").capitalize()


def kinds() -> Mapping[str, Kind]:
    """Every declared kind by its code, from the modules that settings name."""
    return _kinds_of(tuple(settings.MESSAGE_KINDS))


@cache
def _kinds_of(modules: tuple[str, ...]) -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for module in modules:
        for kind in import_module(module).KINDS:
            if kind.code in found:
                raise ImproperlyConfigured(f"{module} declares the message kind {kind.code} a second time")
            found[kind.code] = kind
    return found


def owe(
    kind: str,
    people: Iterable[User],
    *,
    occasion: str,
    address: str,
    at: datetime,
    but_not: User | None = None,
    **facts: Any,
) -> None:
    """Write one row for each active person, in the caller's transaction; telling twice changes nothing.

    `but_not` is whoever did the thing: nobody is told of their own act. Raises KeyError for an undeclared kind, or
    for a fact that the subject needs and the writer forgot.
    """
    subject = _cut(kinds()[kind].subject.format(**facts))
    wanted = {person.pk: person for person in people if person.is_active and person != but_not}
    Message.objects.bulk_create(
        [
            Message(
                kind=kind, person=person, occasion=f"{kind}:{occasion}", subject=subject, address=address, created_at=at
            )
            for person in wanted.values()
        ],
        ignore_conflicts=True,
    )


def withhold(beginning: str, people: Iterable[User], *, at: datetime) -> None:
    """Take the words out of every message to these people about addresses that begin so; they are in no letter to come.

    That they were told something, and when, stays.
    """
    Message.objects.filter(person__in=list(people), address__startswith=beginning).update(
        subject="About something that you may not see any more",
        address="/account/notifications/",
        settled="May not see it any more",
        read_at=Coalesce("read_at", Value(at, output_field=DateTimeField())),
    )


def told_already(occasions: Mapping[str, Iterable[User]]) -> set[tuple[int, str]]:
    """Who was told what of these: people by occasion, each with its kind before it."""
    keys, found = list(occasions), set[tuple[int, str]]()
    for place in range(0, len(keys), AT_A_TIME):
        some = keys[place : place + AT_A_TIME]
        people = {person.pk for key in some for person in occasions[key]}
        rows = Message.objects.filter(person__in=people, occasion__in=some)
        found.update(rows.values_list("person_id", "occasion"))
    return found


def still_told(message: Message) -> str:
    """Why somebody need not be told any more, or "" when they must be."""
    kind = kinds().get(message.kind)
    return kind.still(message) if kind else "No such kind of message any more"


def _cut(subject: str) -> str:
    """At most what a row holds; a text that is cut says so."""
    return subject if len(subject) <= 300 else f"{subject[:299]}…"
