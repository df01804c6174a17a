"""The act of sending: lease a letter, ask again whether it is wanted, send it, and say so while the lease holds."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from time import sleep
from typing import NoReturn
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError
from django.db import connection as database
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.models import Letter, LetterState, Message
from notifications.outbox import kinds, still_told
from notifications.topics import TOPICS

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=5)  # far beyond the longest that a mail server is waited for (EMAIL_TIMEOUT)
ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=2)  # five tries in nearly three hours
TOO_LARGE = 552
DATABASE_PAUSES = (0, 0.5, 1, 1, 2, 2, 4, 4)  # seconds
FOR_GOOD = range(500, 600)  # what a mail server refuses for good


class Unreachable(Exception):
    """The mail server takes nothing from anybody: no letter's fault, so none of them pays for it with a try."""


def send_due(clock: Clock = timezone.now, most: int = 1000) -> int:
    """Send what is due, one letter after the other; how many were sent. One bad letter never stops the others.

    When the mail server can't be reached the run ends, and everything waits for the next one.
    """
    sent = 0
    connection = get_connection()
    _park_what_ends_its_senders(clock())
    try:
        for letter in _leased(clock, most):
            sent += _deal_with(letter, connection, clock)
    except Unreachable as error:
        logger.warning("E-mails wait: %s", error)
    connection.close()
    return sent


def _leased(clock: Clock, most: int) -> Iterator[Letter]:
    for _ in range(most):
        letter = lease(clock())
        if letter is None:
            return
        yield letter


def lease(now: datetime) -> Letter | None:
    """Take the next letter that is due, or whose sender has gone; None when there is none.

    The UPDATE repeats the condition, so of several senders one gets the letter and the others look for the next.
    """
    free = Q(state=LetterState.WAITING) | Q(state=LetterState.SENDING, lease_until__lt=now)
    due = Letter.objects.filter(free, next_attempt_at__lte=now)
    while pk := due.order_by("next_attempt_at", "pk").values_list("pk", flat=True).first():
        mine = uuid4().hex
        taken = due.filter(pk=pk).update(
            state=LetterState.SENDING, lease=mine, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        if taken:
            return Letter.objects.select_related("person").get(pk=pk)
    return None


def _park_what_ends_its_senders(now: datetime) -> None:
    """A letter that takes its sender down with it can't say so: its lease runs out after the last try."""
    Letter.objects.filter(state=LetterState.SENDING, lease_until__lt=now, attempts__gte=ATTEMPTS).update(
        state=LetterState.PARKED, lease="", lease_until=None, because="Its sender ended in the middle of the last try"
    )


def _deal_with(letter: Letter, connection: BaseEmailBackend, clock: Clock) -> int:
    _reach(letter, connection)
    try:
        messages = _wanted(letter)
        if not messages:
            _close(letter, LetterState.DROPPED, because="Nothing in it was still to be told")
            return 0
        write(letter, messages, connection).send()
    except Exception as error:  # whatever is wrong with one letter is told of it, and the next is sent
        if _is_nobodys(error):
            _hand_back(letter, connection, error)
        with suppress(Exception):
            connection.close()
        _put_off(letter, error, clock())
        return 0
    _say_sent(letter, clock())
    return 1


def _say_sent(letter: Letter, at: datetime) -> None:
    """What has gone must not go again because the database restarts at this moment: it is waited for."""
    for pause in (*DATABASE_PAUSES, None):
        try:
            _close(letter, LetterState.SENT, sent_at=at, because="")
        except (OperationalError, InterfaceError):
            if pause is None:
                raise
            database.close()
            sleep(pause)
        else:
            return


def _reach(letter: Letter, connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _hand_back(letter, connection, error)


def _hand_back(letter: Letter, connection: BaseEmailBackend, error: Exception) -> NoReturn:
    with suppress(Exception):
        connection.close()
    because = f"The mail server takes no e-mails: {_told(error)}"
    _close(letter, LetterState.WAITING, because=because, attempts=F("attempts") - 1)
    raise Unreachable(because) from error


def _wanted(letter: Letter) -> list[Message]:
    """What of it the person may still know and still has to be told; the rest says why it was left out."""
    found = []
    for message in letter.messages.filter(settled="").order_by("created_at", "pk"):
        because = "" if letter.person.is_active else "Not active"
        because = because or still_told(message)
        if because:
            Message.objects.filter(pk=message.pk).update(settled=because[:100])
        else:
            found.append(message)
    return sorted(found, key=_place)


def _place(message: Message) -> int:
    """Topics stand in the order of what asks most of a person."""
    kind = kinds().get(message.kind)
    return list(TOPICS).index(kind.topic) if kind else len(TOPICS)


def write(letter: Letter, messages: list[Message], connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The e-mail in plain text and simple HTML. One message is told by itself, several as a summary."""
    context = {"letter": letter, "messages": messages, "site": settings.SITE_URL, "council": settings.COUNCIL_NAME}
    mail = EmailMultiAlternatives(
        subject=_subject(letter, messages),
        body=render_to_string("notifications/mail.txt", context),
        to=[letter.person.email],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return mail


def _subject(letter: Letter, messages: list[Message]) -> str:
    first = " ".join(messages[0].subject.split())
    return first if len(messages) == 1 else f"{first}, and {len(messages) - 1} more"


def _close(letter: Letter, state: str, **more: object) -> None:
    """Only while the lease is ours: whoever took the letter over says what became of it."""
    Letter.objects.filter(pk=letter.pk, lease=letter.lease, state=LetterState.SENDING).update(
        state=state, lease="", lease_until=None, **more
    )


def _put_off(letter: Letter, error: Exception, now: datetime) -> None:
    """Try again later, with some chance in it so that all don't come back at once; park what will never go."""
    because = _told(error)
    if _is_for_good(error) or letter.attempts >= ATTEMPTS:
        _close(letter, LetterState.PARKED, because=because)
        return
    pause = min(FIRST_PAUSE * 4 ** (letter.attempts - 1), LONGEST_PAUSE)
    _close(letter, LetterState.WAITING, because=because, next_attempt_at=now + pause * _spread(letter))


def _spread(letter: Letter) -> float:
    """0.8 to 1.2, by the lease's own random digits."""
    return 0.8 + 0.4 * int(letter.lease[:4], 16) / 0xFFFF


def _is_nobodys(error: Exception) -> bool:
    """A refusal that would be the same for every letter: of the sender, or of signing in."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return error.smtp_code != TOO_LARGE
    return isinstance(error, (smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError))


def _is_for_good(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in FOR_GOOD for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code in FOR_GOOD
    return not isinstance(error, (OSError, smtplib.SMTPException, OperationalError, InterfaceError))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def try_again(letter: Letter, now: datetime) -> bool:
    """An administrator's second try of a parked letter; whether there was one to make."""
    found = Letter.objects.filter(pk=letter.pk, state=LetterState.PARKED).update(
        state=LetterState.WAITING, attempts=0, next_attempt_at=now, because=""
    )
    return found > 0
