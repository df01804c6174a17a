"""Writing notifications, and marking them as read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from accounts.models import User
from notifications.kinds import notification_kinds
from notifications.models import Notification
from notifications.selectors import unread_of

CHUNK = 500  # keys in one statement: SQLite limits its parameters
LONGEST_SUBJECT = 300


def notify(
    kind: str,
    people: Iterable[User],
    *,
    occasion: str,
    address: str,
    at: datetime,
    about: Model | None = None,
    cycle_id: int | None = None,
    due_on: date | None = None,
    but_not: User | None = None,
    **facts: Any,
) -> None:
    """Write one row for each active person, in the caller's transaction. Existing (person, occasion) pairs are kept.

    `but_not` is the person who acts: nobody is notified of their own act. Raises KeyError for an undeclared kind, or
    when a fact that the subject needs is missing.
    """
    subject = notification_kinds()[kind].subject.format(**facts)
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 1]}…"
    recipients = {person.pk: person for person in people if person.is_active and person != but_not}
    Notification.objects.bulk_create(
        [
            Notification(
                kind=kind,
                person=person,
                occasion=f"{kind}:{occasion}",
                subject_type=about._meta.model_name or "" if about else "",
                subject_id=about.pk if about else 0,
                cycle_id=cycle_id,
                due_on=due_on,
                subject=subject,
                address=address,
                created_at=at,
            )
            for person in recipients.values()
        ],
        ignore_conflicts=True,
    )


def already_notified(occasions: Mapping[str, Iterable[User]]) -> set[tuple[int, str]]:
    """The (person, occasion) pairs that exist, of the people given for each occasion."""
    keys, pairs = list(occasions), set[tuple[int, str]]()
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        people = {person.pk for key in chunk for person in occasions[key]}
        rows = Notification.objects.filter(person__in=people, occasion__in=chunk)
        pairs.update(rows.values_list("person_id", "occasion"))
    return pairs


def mark_read(user: User, latest: int, at: datetime) -> int:
    """Mark as read what existed when the page was shown, `latest` being its last primary key; returns how many."""
    return unread_of(user).filter(pk__lte=latest).update(read_at=at)
