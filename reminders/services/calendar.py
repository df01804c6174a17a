"""The secret address of somebody's calendar."""

from __future__ import annotations

import secrets
from datetime import datetime

from accounts.models import User
from reminders.models import CalendarAddress


def end_address(person: User, *, former_address: str, actor: User | None, at: datetime) -> None:
    """Follow-up of `credentials_changed`: whoever knew the password may have read the secret."""
    CalendarAddress.objects.filter(person=person).delete()


def new_address(person: User, *, at: datetime) -> CalendarAddress:
    """A new secret; whoever knows the old one reads nothing any more."""
    row, _ = CalendarAddress.objects.update_or_create(
        person=person, defaults={"secret": secrets.token_urlsafe(32), "made_at": at}
    )
    return row
