"""Writing notifications, and marking them as read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from accounts.models import User
from notifications.kinds import notification_kinds
from notifications.models import Notification
from notifications.selectors import unread_of

CHUNK = 500  # keys in one statement: SQLite limits its parameters
LONGEST_SUBJECT = 300
REPLACED = "A later message says it too"


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
    mail_to: str = "",
    read: bool = False,
    replaces: Collection[str] = (),
    **facts: Any,
) -> None:
    """Write one row for each active person, in the caller's transaction. Existing (person, occasion) pairs are kept.

    `but_not` is the person who acts: nobody is notified of their own act. `mail_to` is another address than the
    person's own, `read` marks what is of no use on their page. Of the kinds that it `replaces`, what these people
    have of the same cycle and was not e-mailed yet is not e-mailed any more. Raises KeyError for an undeclared kind,
    or when a fact that the subject needs is missing.
    """
    declared = notification_kinds()[kind]
    subject = declared.subject.format(**facts)
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 1]}…"
    reached = [person for person in people if person.is_active or declared.to_inactive]
    recipients = {person.pk: person for person in reached if person != but_not}
    if replaces:
        waiting = Notification.objects.filter(person__in=recipients, cycle_id=cycle_id, kind__in=replaces)
        waiting.filter(email__isnull=True, skipped="").update(skipped=REPLACED, read_at=at)
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
                mail_to=mail_to,
                created_at=at,
                read_at=at if read else None,
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
