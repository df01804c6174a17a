"""What a change left behind: its events, whom it told, and whether it wrote anything at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Max

from accounts.refusals import Refused
from audit.models import Event
from notifications.models import Notification
from tests.council import Council
from tests.recording import digest


@dataclass
class Written:
    """The verbs in their order, and (kind of message, short name of who is told)."""

    verbs: list[str] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)


@contextmanager
def watching(council: Council) -> Iterator[Written]:
    """Everything recorded and every message owed within."""
    last_event = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    last_message = Notification.objects.aggregate(last=Max("pk"))["last"] or 0
    written = Written()
    yield written
    written.events = list(Event.objects.filter(pk__gt=last_event).order_by("pk"))
    written.notifications = list(Notification.objects.filter(pk__gt=last_message).order_by("pk"))
    names = {user.pk: name for name, user in council.people.items()}
    written.verbs = [event.verb for event in written.events]
    written.told = {(notification.kind, names[notification.person_id]) for notification in written.notifications}


@contextmanager
def nothing_written() -> Iterator[None]:
    before = digest()
    yield
    assert digest() == before


@contextmanager
def refuses(sentence: str, error: type[Exception] = Refused) -> Iterator[None]:
    """What is within is refused with exactly that sentence, and nothing is written."""
    with nothing_written(), pytest.raises(error) as raised:
        yield
    assert str(raised.value) == sentence


@contextmanager
def finds(faults: dict[str, str]) -> Iterator[None]:
    """What is within has exactly these faults by field, and nothing is written."""
    with nothing_written(), pytest.raises(ValidationError) as raised:
        yield
    assert raised.value.message_dict == {field: [sentence] for field, sentence in faults.items()}
