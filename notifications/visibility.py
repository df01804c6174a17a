"""Which notifications a person may not read now: those of hidden cycles. Cycles lie above this app."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from notifications.models import Notification


class HiddenCycles(Protocol):
    """`settings.HIDDEN_CYCLES` names it."""

    def __call__(self, user: User, today: date, /) -> QuerySet[Any]:
        """The cycles that do not exist for the person on that day, without a statement of its own."""


def hidden_cycles(user: User) -> QuerySet[Any]:
    hidden: HiddenCycles = import_string(settings.HIDDEN_CYCLES)
    return hidden(user, timezone.localdate()).order_by().values("pk")


def hidden_among(user: User, notifications: Collection[Notification]) -> set[int]:
    """The keys of those that the person may not read, in one statement; none where no cycle is named."""
    cycles = {row.cycle_id for row in notifications if row.cycle_id}
    hidden = {row["pk"] for row in hidden_cycles(user).filter(pk__in=cycles)} if cycles else set()
    return {row.pk for row in notifications if row.cycle_id in hidden}
