"""A few people for the browser: played in the site's own process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.services.cover import give_cover
from accounts.services.people import deactivate
from notifications.models import Notification
from tests.accounts.letters import letters, link_in
from tests.accounts.people import PASSWORD, somebody
from tests.council import AUTHORITY


def settle() -> None:
    now, today = timezone.now(), timezone.localdate()
    admin = somebody("Nadia Khan", "administrator", password=PASSWORD)
    manager = somebody("Daniel Okafor", "manager", password=PASSWORD)
    stand_in = somebody("Priya Nair", "commissioner", "adviser", password=PASSWORD)
    somebody("Nora Bell", password=PASSWORD)
    deactivate(somebody("Left Long", "auditor"), actor=admin, at=now)
    days: dict[str, Any] = {"starts": today, "ends": today + timedelta(days=5)}
    give_cover(manager, stand_in, **days, **AUTHORITY, actor=manager, at=now)
    _tell(manager)


def _tell(person: User) -> None:
    for number in range(55):
        Notification.objects.create(
            kind="gate_waiting",
            person=person,
            occasion=f"gate_waiting:{number}",
            subject="Please decide the Plan gate: Home care for adults",
            address="/framework/",
            created_at=timezone.now() - timedelta(hours=number),
        )


def print_link(email: str) -> None:
    """The path in the newest e-mail with a link to that address, which the sweep sends now."""
    settings.EMAIL_BACKEND, mail.outbox = "django.core.mail.backends.locmem.EmailBackend", []
    print(next(link_in(text) for (recipient, _), text in letters().items() if recipient == email))
