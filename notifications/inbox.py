"""What somebody was told, and what of it they have not read yet."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet

from accounts.models import User
from notifications.models import Message


def messages_of(user: User | int) -> QuerySet[Message]:
    """Newest first."""
    return Message.objects.filter(person=user)


def unread_of(user: User | int) -> QuerySet[Message]:
    return messages_of(user).filter(read_at__isnull=True)


def newest_of(user: User) -> int:
    """The last row there is now, for `mark_read`."""
    newest: int | None = Message.objects.filter(person=user).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def mark_read(user: User, newest: int, at: datetime) -> int:
    """Mark as read what was there when the page was shown, `newest` being the last of them; how many."""
    return unread_of(user).filter(pk__lte=newest).update(read_at=at)
