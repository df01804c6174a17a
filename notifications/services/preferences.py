"""Choosing how often to be e-mailed about each topic."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from notifications.models import NotificationPreference
from notifications.topics import TOPICS


@transaction.atomic
def save_preferences(person: User, frequencies: Mapping[str, str]) -> None:
    """Store the frequency of each topic. Raises ValueError for a frequency that a topic does not offer."""
    for code, frequency in frequencies.items():
        if frequency not in TOPICS[code].frequencies:
            raise ValueError(f"{TOPICS[code].label} can't be {frequency}")
        NotificationPreference.objects.update_or_create(person=person, topic=code, defaults={"frequency": frequency})
