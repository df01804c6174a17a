"""Sending e-mails: lease one, drop what is no longer relevant, send it, and mark it as sent while the lease holds."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
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

from notifications.kinds import notification_kinds, skip_reason
from notifications.models import Email, EmailState, Notification
from notifications.services.batching import LONDON
from notifications.services.listing import listed_by_danger
from notifications.topics import ACCOUNT
from notifications.visibility import hidden_among

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=5)  # far beyond the longest that a mail server is waited for (EMAIL_TIMEOUT)
ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=2)  # five attempts in nearly three hours
TOO_LARGE = 552
DATABASE_PAUSES = (0, 0.5, 1, 1, 2, 2, 4, 4)  # seconds
PERMANENT = range(500, 600)  # SMTP reply codes of a permanent refusal


class MailServerUnavailable(Exception):
    """The mail server accepts no e-mail at all, so the attempt does not count against the e-mail."""


def send_due(clock: Clock = timezone.now, limit: int = 1000) -> int:
    """Send the e-mails that are due, one after the other; returns how many were sent.

    An e-mail that fails does not stop the others. The run ends when the mail server is unavailable.
    """
    now = clock()
    # An e-mail that kills its sender is never postponed by it: it shows as a lease that expired after the last attempt.
    Email.objects.filter(state=EmailState.SENDING, lease_until__lt=now, attempts__gte=ATTEMPTS).update(
        state=EmailState.FAILED, lease="", lease_until=None, reason="Its sender ended in the middle of the last try"
    )
    sent = 0
    connection = get_connection()
    try:
        for _ in range(limit):
            email = lease(clock())
            if email is None:
                break
            sent += _send(email, connection, clock)
    except MailServerUnavailable as error:
        logger.warning("E-mails wait: %s", error)
    connection.close()
    return sent


def lease(now: datetime) -> Email | None:
    """Take the next e-mail that is due, or whose lease has expired; None without any.

    The UPDATE repeats the condition, so one of several senders gets the e-mail and the others look for the next.
    """
    free = Q(state=EmailState.WAITING) | Q(state=EmailState.SENDING, lease_until__lt=now)
    due = Email.objects.filter(free, next_attempt_at__lte=now)
    while pk := due.order_by("next_attempt_at", "pk").values_list("pk", flat=True).first():
        leased = due.filter(pk=pk).update(
            state=EmailState.SENDING, lease=uuid4().hex, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        if leased:
            return Email.objects.select_related("person").get(pk=pk)
    return None


def _send(email: Email, connection: BaseEmailBackend, clock: Clock) -> int:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _release(email, connection, error)
    try:
        message = compose(email, connection)
        if message is None:
            _finish(email, EmailState.DROPPED, reason="Nothing in it was still to be told")
            return 0
        message.send()
    except Exception as error:  # whatever is wrong with one e-mail is stored with it, and the next is sent
        refused = isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != TOO_LARGE
        # The sender's address and the sign-in are the same for every e-mail.
        if refused or isinstance(error, (smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError)):
            _release(email, connection, error)
        with suppress(Exception):
            connection.close()
        _postpone(email, error, clock())
        return 0
    _mark_sent(email, clock())
    return 1


def compose(email: Email, connection: BaseEmailBackend) -> EmailMultiAlternatives | None:
    """The message in plain text and HTML; None when no notification in it is relevant any more.

    A notification that is left out stores why.
    """
    relevant: list[Notification] = []
    kinds = notification_kinds()
    waiting = list(email.notifications.filter(skipped="").order_by("created_at", "pk"))
    hidden = hidden_among(email.person, waiting)
    for notification in waiting:
        kind = kinds.get(notification.kind)
        reached = email.person.is_active or (kind is not None and kind.to_inactive)
        reason = skip_reason(notification) if reached else "Not active"
        if not reason and notification.pk in hidden:
            reason = "May not see it any more"
        if reason:
            Notification.objects.filter(pk=notification.pk).update(skipped=reason[:100])
        else:
            relevant.append(notification)
    if not relevant:
        return None
    listing = listed_by_danger(relevant, email.created_at.astimezone(LONDON).date())
    first = listing.listed[0]
    subject = " ".join(first.subject.split())  # a header holds no line breaks
    if len(relevant) > 1:
        subject = f"{subject}, and {len(relevant) - 1} more"
    for notification in listing.listed:
        if make_address := kinds[notification.kind].address_at_sending:
            notification.address = make_address(notification)  # in the e-mail alone: the row is not saved
    context = {
        "listing": listing,
        "first": first,
        "is_single": len(relevant) == 1,
        "site": settings.SITE_URL,
        "council": settings.COUNCIL_NAME,
        "contact": settings.SERVICE_CONTACT,
        "about_account": kinds[first.kind].topic == ACCOUNT.code,
        "note": kinds[first.kind].note if len(relevant) == 1 else "",
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("notifications/mail.txt", context),
        to=[email.mail_to or email.person.email],
        headers={"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    message.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return message


def _mark_sent(email: Email, at: datetime) -> None:
    """Retried while the database restarts: an e-mail that is not marked is sent a second time."""
    for pause in (*DATABASE_PAUSES, None):
        try:
            _finish(email, EmailState.SENT, sent_at=at, reason="")
        except (OperationalError, InterfaceError):
            if pause is None:
                raise
            database.close()
            sleep(pause)
        else:
            return


def _release(email: Email, connection: BaseEmailBackend, error: Exception) -> NoReturn:
    """Give the e-mail back without counting the attempt, and end the run."""
    with suppress(Exception):
        connection.close()
    reason = f"The mail server takes no emails: {_describe(error)}"
    _finish(email, EmailState.WAITING, reason=reason, attempts=F("attempts") - 1)
    raise MailServerUnavailable(reason) from error


def _postpone(email: Email, error: Exception, now: datetime) -> None:
    """Schedule the next attempt; an e-mail fails on a permanent error and after the last attempt.

    The pause varies by 20 % either way, taken from the random digits of the lease, so that e-mails that failed
    together are not retried together.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        permanent = all(code in PERMANENT for code, _ in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        permanent = error.smtp_code in PERMANENT
    else:
        permanent = not isinstance(error, (OSError, smtplib.SMTPException, OperationalError, InterfaceError))
    if permanent or email.attempts >= ATTEMPTS:
        _finish(email, EmailState.FAILED, reason=_describe(error))
        return
    pause = min(FIRST_PAUSE * 4 ** (email.attempts - 1), LONGEST_PAUSE)
    jitter = 0.8 + 0.4 * int(email.lease[:4], 16) / 0xFFFF
    _finish(email, EmailState.WAITING, reason=_describe(error), next_attempt_at=now + pause * jitter)


def _finish(email: Email, state: str, **values: object) -> None:
    """End the lease, if it is still held: otherwise another sender has taken the e-mail and stores its result."""
    Email.objects.filter(pk=email.pk, lease=email.lease, state=EmailState.SENDING).update(
        state=state, lease="", lease_until=None, **values
    )


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def retry(email: Email, now: datetime) -> bool:
    """Let a failed e-mail wait for sending again; False when it has not failed."""
    updated = Email.objects.filter(pk=email.pk, state=EmailState.FAILED).update(
        state=EmailState.WAITING, attempts=0, next_attempt_at=now, reason=""
    )
    return updated > 0
