"""What the functions listed in `settings.REMINDERS` return: notifications that are due because a day has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db.models import Model

from accounts.models import User


@dataclass(frozen=True)
class Reminder:
    """One thing of which people are notified once. `key` is unique among the reminders of its kind."""

    kind: str
    people: Sequence[User]
    key: str
    address: str
    about: Model | None = None
    cycle_id: int | None = None
    due_on: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def occasion(self) -> str:
        """The key of the notifications made from it."""
        return f"{self.kind}:{self.key}"


class ReminderSource(Protocol):
    def __call__(self, today: date, /) -> Iterator[Reminder]:
        """Every reminder that has become due by `today`, also those of which people were notified before."""
