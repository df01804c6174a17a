"""Writing what people are owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings

from accounts.models import User
from notifications.models import Message


@dataclass(frozen=True)
class Kind:
    """A kind of message: `subject` is a format string over the facts that its writer gives."""

    code: str
    subject: str


def kinds() -> dict[str, Kind]:
    """Every declared kind by its code, from the modules that settings name."""
    return {kind.code: kind for module in settings.MESSAGE_KINDS for kind in import_module(module).KINDS}


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

    `but_not` is whoever did the thing: nobody is told of their own act. Raises KeyError for an undeclared kind.
    """
    subject = kinds()[kind].subject.format(**facts)[:300]
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
