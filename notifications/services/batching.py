"""Putting notifications into e-mails: at once, or in the summary of a day or a week, by each person's preferences."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from notifications.kinds import notification_kinds
from notifications.models import Email, EmailState, Notification, NotificationPreference, Sweep
from notifications.topics import ALL_TOPICS, Frequency

LONDON = ZoneInfo("Europe/London")
SUMMARIES_AT = time(7, 30)
CHUNK = 500


def due_frequencies(now: datetime, run: Sweep, is_working_day: Callable[[date], bool]) -> set[str]:
    """The frequencies that are e-mailed now.

    Summaries are made once a day, on working days from 07:30 London time. One that was missed while nothing ran is
    made as soon as something runs again. The first of a week is the weekly one too: nobody gets two on a day.
    """
    local = now.astimezone(LONDON)
    due = {str(Frequency.NOW)}
    if is_working_day(local.date()) and local.time() >= SUMMARIES_AT and run.daily_on != local.date():
        due.add(str(Frequency.DAILY))
        if _iso_week(run.weekly_on) != _iso_week(local.date()):
            due.add(str(Frequency.WEEKLY))
    return due


def _iso_week(day: date | None) -> str:
    if day is None:
        return ""
    year, week, _ = day.isocalendar()
    return f"{year}-{week:02}"


def batch(now: datetime, frequencies: Collection[str]) -> int:
    """Put each notification whose frequency is among those given into an e-mail, and skip those that are off.

    Returns how many notifications were put into an e-mail or skipped. Concurrent and repeated runs are harmless: an
    e-mail is unique by person and occasion, and a notification is put into one only while it is in none.
    """
    today = now.astimezone(LONDON).date()
    handled, last = 0, 0
    waiting = Notification.objects.filter(email__isnull=True, skipped="").order_by("pk")
    while rows := list(waiting.filter(pk__gt=last)[:CHUNK]):
        last = rows[-1].pk
        chosen = {
            (preference.person_id, preference.topic): preference.frequency
            for preference in NotificationPreference.objects.filter(person__in={row.person_id for row in rows})
        }
        off: list[int] = []
        batches: dict[tuple[int, bool, str, int], list[int]] = defaultdict(list)
        for row in rows:
            kind, frequency, alone = notification_kinds().get(row.kind), str(Frequency.DAILY), 0
            if kind:  # one that is no longer declared comes daily
                topic = ALL_TOPICS[kind.topic]
                alone = 0 if topic.can_be_chosen else row.pk
                frequency = chosen.get((row.person_id, topic.code), topic.default)
                frequency = frequency if frequency in topic.frequencies else topic.default
            if frequency == Frequency.OFF:
                off.append(row.pk)
            elif frequency in frequencies:
                batches[row.person_id, frequency == Frequency.NOW, row.mail_to, alone].append(row.pk)
        Notification.objects.filter(pk__in=off, email__isnull=True).update(skipped="Turned off")
        handled += len(off)
        for (person_id, at_once, mail_to, _), ids in batches.items():
            occasion = f"now:{ids[0]}" if at_once else f"daily:{today}"
            occasion = f"{occasion}:{mail_to}"[:200] if mail_to else occasion
            handled += _fill_email(person_id, occasion, mail_to, ids, now)
    return handled


def _fill_email(person_id: int, occasion: str, mail_to: str, ids: Sequence[int], now: datetime) -> int:
    """Put notifications into one e-mail, unless a sender has already begun with it; returns how many.

    The UPDATE of the e-mail locks its row until the notifications are in it, so no sender reads it half filled. Its
    Message-ID is derived from person and occasion: a mail program shows an e-mail once even if it is sent twice.
    """
    key = hashlib.sha256(f"{settings.SITE_URL}|{person_id}|{occasion}".encode()).hexdigest()[:40]
    message_id = f"<{key}@{settings.MAIL_DOMAIN}>"
    with transaction.atomic():
        email, _ = Email.objects.get_or_create(
            person_id=person_id,
            occasion=occasion,
            defaults={"message_id": message_id, "created_at": now, "next_attempt_at": now, "mail_to": mail_to},
        )
        if not Email.objects.filter(pk=email.pk, state=EmailState.WAITING, attempts=0).update(created_at=now):
            return 0
        return Notification.objects.filter(pk__in=ids, email__isnull=True, skipped="").update(email=email)
