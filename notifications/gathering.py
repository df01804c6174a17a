"""From messages to letters: at once, in the morning's summary or in the week's, as each person chose."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from notifications.models import Choice, Letter, LetterState, Message, Sweep
from notifications.outbox import kinds
from notifications.topics import TOPICS, Rhythm

LONDON = ZoneInfo("Europe/London")
SUMMARIES_AT = time(7, 30)
AT_A_TIME = 500


def gather(now: datetime, rhythms: Collection[str]) -> int:
    """Put every message that is due into a letter, or say why it goes into none; how many were settled.

    `rhythms` are those that are due now (`due_rhythms`). Running it twice, or twice at once, changes nothing more: a
    letter is unique by person and occasion, and a message goes into one only while it is in none.
    """
    settled, last = 0, 0
    while rows := list(Message.objects.filter(letter__isnull=True, settled="", pk__gt=last).order_by("pk")[:AT_A_TIME]):
        last = rows[-1].pk
        settled += _settle(rows, now, rhythms)
    return settled


def due_rhythms(now: datetime, run: Sweep, is_working_day: Callable[[date], bool]) -> set[str]:
    """What is sent now: summaries once a day and once a week, from 07:30 on the first working day that is left of it.

    So what a summary missed while nothing ran comes in one, as soon as something runs again.
    """
    local = now.astimezone(LONDON)
    due = {str(Rhythm.NOW)}
    if is_working_day(local.date()) and local.time() >= SUMMARIES_AT:
        due |= {str(Rhythm.DAILY)} if run.daily_on != local.date() else set()
        due |= {str(Rhythm.WEEKLY)} if _week(run.weekly_on) != _week(local.date()) else set()
    return due


def _week(day: date | None) -> str:
    if day is None:
        return ""
    year, week, _ = day.isocalendar()
    return f"{year}-{week:02}"


def _settle(rows: Sequence[Message], now: datetime, rhythms: Collection[str]) -> int:
    chosen = _choices({row.person_id for row in rows})
    letters: dict[tuple[int, str], list[int]] = defaultdict(list)
    unwanted = []
    for row in rows:
        rhythm = rhythm_of(row, chosen)
        if rhythm == Rhythm.OFF:
            unwanted.append(row.pk)
        elif rhythm in rhythms:
            letters[row.person_id, rhythm].append(row.pk)
    Message.objects.filter(pk__in=unwanted, letter__isnull=True).update(settled="Turned off")
    return len(unwanted) + sum(
        _write(person, _occasion(rhythm, ids, now), ids, now) for (person, rhythm), ids in letters.items()
    )


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


def _occasion(rhythm: str, ids: Sequence[int], now: datetime) -> str:
    """What makes the letter unique for its person: the day, the week, or the first message of those that wait."""
    today = now.astimezone(LONDON).date()
    return {
        Rhythm.NOW: f"now:{ids[0]}",
        Rhythm.DAILY: f"daily:{today}",
        Rhythm.WEEKLY: f"weekly:{_week(today)}",
    }[Rhythm(rhythm)]


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
