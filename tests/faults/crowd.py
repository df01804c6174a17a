"""Many people who are to get an e-mail, made in the site's own process."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, RoleKind, User
from cycles.models import Cycle
from notifications.models import Notification, NotificationPreference
from notifications.services.notifying import notify
from notifications.topics import TOPICS, Frequency
from tests.council import found_council


@transaction.atomic
def found(number: str, told: str = "0") -> None:
    """A cycle that everybody may see, and so many people who want to be told at once; the first of them are told."""
    council = found_council()
    council.cycle(at=timezone.now(), need_by=timezone.localdate() + timedelta(days=3 * 365))
    Notification.objects.all().delete()  # nothing but what the test tells
    people = User.objects.bulk_create(
        User(email=f"person{one}@council.example", name=f"Person {one}", password="!") for one in range(int(number))
    )
    Role.objects.bulk_create(Role(user=person, kind=RoleKind.COMMISSIONER) for person in people)
    want_now(people)
    tell("first", told)


def want_now(people: Iterable[User]) -> None:
    """Every topic at once."""
    NotificationPreference.objects.bulk_create(
        NotificationPreference(person=person, topic=topic, frequency=Frequency.NOW)
        for person in people
        for topic in TOPICS
    )


def tell(occasion: str, number: str) -> None:
    """One notification to each of the first so many."""
    cycle = Cycle.objects.get()
    people = User.objects.filter(email__startswith="person").order_by("pk")[: int(number)]
    facts: dict[str, Any] = {"cycle": str(cycle.service), "reference": cycle.reference, "actor": occasion}
    about: dict[str, Any] = {"about": cycle, "cycle_id": cycle.pk, "address": cycle.get_absolute_url()}
    notify("lead_named", people, occasion=occasion, at=timezone.now(), **about, **facts)
