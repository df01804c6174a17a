"""What people chose to be told, and how."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from notifications.models import Choice
from notifications.topics import TOPICS


def choices_of(person: User) -> dict[str, str]:
    """The rhythm of every topic, as chosen or else the topic's own."""
    chosen = dict(Choice.objects.filter(person=person).values_list("topic", "rhythm"))
    return {
        code: chosen[code] if chosen.get(code) in topic.rhythms else topic.default for code, topic in TOPICS.items()
    }


@transaction.atomic
def choose(person: User, rhythms: Mapping[str, str]) -> None:
    """Keep somebody's choices. Raises ValueError for a rhythm that a topic does not have."""
    for code, rhythm in rhythms.items():
        if rhythm not in TOPICS[code].rhythms:
            raise ValueError(f"{TOPICS[code].label} can't be {rhythm}")
        Choice.objects.update_or_create(person=person, topic=code, defaults={"rhythm": rhythm})
