"""What the frame of every page counts: messages that are not read yet, and gates to decide now."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from cycles.models import PendingSigner
from notifications.inbox import unread_of

UNREAD, GATES = 99, 20  # beyond them nobody counts on


@dataclass(frozen=True)
class Counted:
    """Each up to one more than is counted."""

    unread: int
    gates: int


def counted(user: User) -> Counted:
    """In two statements. The database counts no further than is shown."""
    gates = PendingSigner.objects.filter(user=user).order_by()
    return Counted(unread_of(user.pk).order_by()[: UNREAD + 1].count(), gates[: GATES + 1].count())
