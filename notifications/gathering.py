"""From messages to letters: at once, in the morning's summary or in the week's, as each person chose."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from notifications.models import Choice, Letter, LetterState, Message
from notifications.outbox import kinds
from notifications.topics import TOPICS, Rhythm

LONDON = ZoneInfo("Europe/London")
SUMMARIES_AT = time(7, 30)
AT_A_TIME = 500


def gather(now: datetime, is_working_day: Callable[[datetime], bool]) -> int:
    """Put every message that is due into a letter, or say why it goes into none; how many were settled.

    Running it twice, or twice at once, changes nothing more: a letter is unique by person and occasion, and a message
    goes into one only while it is in none.
    """
    settled, last = 0, 0
    while rows := list(Message.objects.filter(letter__isnull=True, settled="", pk__gt=last).order_by("pk")[:AT_A_TIME]):
        last = rows[-1].pk
        settled += _settle(rows, now, summaries=is_working_day(now) and now.astimezone(LONDON).time() >= SUMMARIES_AT)
    return settled


def _settle(rows: Iterable[Message], now: datetime, *, summaries: bool) -> int:
    chosen = _choices({row.person_id for row in rows})
    letters: dict[tuple[int, str], list[int]] = defaultdict(list)
    unwanted = []
    for row in rows:
        rhythm = rhythm_of(row, chosen)
        if rhythm == Rhythm.OFF:
            unwanted.append(row.pk)
        elif occasion := _occasion(row, rhythm, now, summaries=summaries):
            letters[row.person_id, occasion].append(row.pk)
    Message.objects.filter(pk__in=unwanted, letter__isnull=True).update(settled="Turned off")
    return len(unwanted) + sum(_write(*key, ids, now) for key, ids in letters.items())


def _choices(people: Iterable[int]) -> dict[tuple[int, str], str]:
    rows = Choice.objects.filter(person__in=people).values_list("person_id", "topic", "rhythm")
    return {(person, topic): rhythm for person, topic, rhythm in rows}


def rhythm_of(message: Message, chosen: dict[tuple[int, str], str]) -> str:
    """As the person chose, else the topic's own; a kind that no longer exists goes into the daily summary."""
    kind = kinds().get(message.kind)
    if kind is None:
        return Rhythm.DAILY
    topic = TOPICS[kind.topic]
    rhythm = chosen.get((message.person_id, topic.code), topic.default)
    return rhythm if rhythm in topic.rhythms else topic.default


def _occasion(message: Message, rhythm: str, now: datetime, *, summaries: bool) -> str:
    """The letter that a message belongs in now, or "" while it waits for the next summary."""
    today = now.astimezone(LONDON).date()
    if rhythm == Rhythm.NOW:
        return f"now:{message.pk}"
    if not summaries:
        return ""
    if rhythm == Rhythm.WEEKLY:
        year, week, _ = today.isocalendar()
        return f"weekly:{year}-{week:02}"
    return f"daily:{today}"


def _write(person_id: int, occasion: str, ids: list[int], now: datetime) -> int:
    """One letter with its messages, whole or not at all. Once a sender has begun with it, it takes no more.

    The UPDATE holds the letter's row until the messages are in it, so that no sender reads it half filled.
    """
    with transaction.atomic():
        letter, _ = Letter.objects.get_or_create(
            person_id=person_id,
            occasion=occasion,
            defaults={"message_id": message_id(person_id, occasion), "created_at": now, "next_attempt_at": now},
        )
        if not Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING, attempts=0).update(created_at=now):
            return 0
        return Message.objects.filter(pk__in=ids, letter__isnull=True, settled="").update(letter=letter)


def message_id(person_id: int, occasion: str) -> str:
    """The same for the same letter however often it is sent, so that a mail program shows it once."""
    key = f"{settings.SITE_URL}|{person_id}|{occasion}"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{settings.MAIL_DOMAIN}>"
