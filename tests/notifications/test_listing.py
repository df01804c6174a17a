"""An e-mail of several notifications: by cycle and by danger, twenty lines, and then a count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import User
from notifications.models import Notification
from notifications.services.batching import batch
from notifications.services.notifying import notify
from notifications.services.sending import send_due
from tests.accounts.people import NOW
from tests.council import Council, found_council
from tests.notifications.kinds import tell

ALL = {"now", "daily", "weekly"}


def body() -> str:
    """The plain text of the one e-mail that is sent."""
    mail.outbox.clear()
    batch(NOW, ALL)
    send_due(lambda: NOW)
    (email,) = mail.outbox
    return str(email.body)


def lines(text: str) -> list[str]:
    """Headings and notifications, without addresses and the words at the end."""
    told = text.split("You are told", maxsplit=1)[0]
    return [line for line in told.splitlines() if line and "http" not in line]


@pytest.fixture
def council(db: None) -> Council:
    return found_council()


def of_cycle(person: User, cycle: int, what: str, *, kind: str = "news", days: int | None = None) -> None:
    due_on = NOW.date() + timedelta(days) if days is not None else None
    notify(kind, [person], occasion=what, address="/", at=NOW, cycle_id=cycle, due_on=due_on, what=what)


def test_cycles_stand_by_their_most_dangerous_line(ann: User, council: Council, request: pytest.FixtureRequest) -> None:
    calm, late = council.cycle(service_name="Libraries"), council.cycle(service_name="Home care")
    Notification.objects.all().delete()
    request.getfixturevalue("own_kinds")  # once the services have told theirs
    ann.roles.create(kind="commissioner")
    tell(ann, what="Of no cycle")
    of_cycle(ann, calm.pk, "News of libraries", days=9)
    of_cycle(ann, late.pk, "News of home care")
    of_cycle(ann, calm.pk, "Decided: libraries", kind="verdict")
    of_cycle(ann, late.pk, "Late: home care", days=-1)

    assert lines(body()) == [
        f"Home care ({late.reference})",
        "- Late: home care",
        "- News of home care",
        f"Libraries ({calm.reference})",
        "- Decided: libraries",
        "- News of libraries",
        "Besides",
        "- Of no cycle",
    ]


@pytest.mark.usefixtures("own_kinds")
def test_twenty_are_listed_and_the_rest_are_counted(ann: User) -> None:
    for number in range(75):
        tell(ann, what=f"Thing {number}")

    said = lines(body())

    assert len([line for line in said if line.startswith("- ")]) == 20
    assert said[-1] == "And 55 more, on your notifications page:"
    assert mail.outbox[0].subject == "Thing 0, and 74 more"
    assert not Notification.objects.filter(email=None).exists()
    message = mail.outbox[0]
    assert isinstance(message, mail.EmailMultiAlternatives)
    assert "And 55 more, on your notifications page</a>" in str(message.alternatives[0][0])


@pytest.mark.usefixtures("own_kinds")
def test_twenty_are_listed_without_a_count(ann: User) -> None:
    for number in range(20):
        tell(ann, what=f"Thing {number}")

    assert "more, on your" not in body()
