"""Sending e-mails: lease one, drop what is no longer relevant, send it, and mark it as sent while the lease holds."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Sequence
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
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.kinds import notification_kinds, skip_reason
from notifications.models import Email, EmailState, Notification, Sweep
from notifications.services.batching import LONDON
from notifications.services.listing import listed_by_danger
from notifications.topics import ACCOUNT
from notifications.visibility import hidden_among

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=5)  # far beyond the longest that a mail server is waited for (EMAIL_TIMEOUT)
LOST_LEASES = 5  # so many senders may end in the middle of one e-mail
GIVEN_UP_AFTER = timedelta(days=3)  # since the first attempt
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(minutes=20)
LONGEST_PROBE_PAUSE = timedelta(minutes=10)
IN_A_ROW = 3  # so many e-mails put off with none sent between them are the mail server's fault
TOO_LARGE = 552
DATABASE_PAUSES = (0, 0.5, 1, 1, 2, 2, 4, 4)  # seconds
PERMANENT = range(500, 600)  # SMTP reply codes of a permanent refusal


class MailServerUnavailable(Exception):
    """The mail server accepts no e-mail at all, so the attempt does not count against the e-mail."""


class PutOff(Exception):
    """The mail server did not take this e-mail, and may do so later."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


def send_due(clock: Clock = timezone.now, limit: int = 1000) -> int:
    """Send the e-mails that are due, one after the other; returns how many were sent.

    An e-mail that fails does not stop the others. The run ends when the mail server takes none: those that it put off
    keep their place, and after a pause it is asked again with the first and with one other, which finds out whether it
    is only the first that it does not take.
    """
    now = clock()
    # An e-mail that kills its sender is never postponed by it: it shows as leases that expired.
    Email.objects.filter(state=EmailState.SENDING, lease_until__lt=now, lost_leases__gte=LOST_LEASES - 1).update(
        state=EmailState.FAILED, lease="", lease_until=None, reason="Its sender ended in the middle of the last try"
    )
    run, _ = Sweep.objects.get_or_create(pk=1)
    if run.mail_paused_until and now < run.mail_paused_until:
        return 0
    sent, put_off = 0, list[tuple[Email, Exception]]()
    patience = 2 if run.mail_fault_since else IN_A_ROW
    connection = get_connection()
    try:
        for _ in range(limit):
            email = lease(clock(), least_tried=bool(run.mail_fault_since and put_off))
            if email is None:
                break
            try:
                is_sent = _send(email, connection, clock)
            except PutOff as error:
                # Stored at once: the run may be ended by another e-mail, which says nothing against this one.
                _postpone(email, error.reason, clock())
                put_off.append((email, error.reason))
                if len(put_off) == patience:
                    run.mail_fault_since = run.mail_fault_since or clock()
                    break
                continue
            if is_sent:
                sent += 1
                put_off, patience = [], IN_A_ROW
                if run.mail_fault_since:
                    run.mail_fault_since = None
                    Sweep.objects.update(mail_fault_since=None, mail_paused_until=None, mail_fault="")
        if run.mail_fault_since:
            _keep_places(put_off, run, clock())
    except MailServerUnavailable as error:
        logger.warning("Emails wait: %s", error)
        _keep_places(put_off, run, clock())
    connection.close()
    return sent


def lease(now: datetime, *, least_tried: bool = False) -> Email | None:
    """Take the next e-mail that is due, or whose lease has expired; None without any.

    The UPDATE repeats the condition, so one of several senders gets the e-mail and the others look for the next.
    """
    expired = Q(state=EmailState.SENDING, lease_until__lt=now)
    due = Email.objects.filter(Q(state=EmailState.WAITING) | expired, next_attempt_at__lte=now)
    order = ("attempts", "next_attempt_at", "pk") if least_tried else ("next_attempt_at", "pk")
    while pk := due.order_by(*order).values_list("pk", flat=True).first():
        leased = due.filter(pk=pk).update(
            lost_leases=F("lost_leases") + Case(When(expired, then=1), default=0),
            first_attempt_at=Coalesce("first_attempt_at", Value(now)),
            state=EmailState.SENDING,
            lease=uuid4().hex,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
        if leased:
            return Email.objects.select_related("person").get(pk=pk)
    return None


def _send(email: Email, connection: BaseEmailBackend, clock: Clock) -> int:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _release(email, connection, error, clock())
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
            _release(email, connection, error, clock())
        with suppress(Exception):
            connection.close()
        if not _is_permanent(error) and clock() < _given_up_at(email):
            if isinstance(error, (OSError, smtplib.SMTPException)):
                raise PutOff(error) from error
            _postpone(email, error, clock())
            return 0
        _finish(email, EmailState.FAILED, reason=_describe(error))
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
        except (OperationalError, InterfaceError) as error:
            if pause is None:
                raise
            logger.warning("Email %s was sent and could not be marked as sent yet: %s", email.pk, error)
            database.close()
            sleep(pause)
        else:
            return


def _release(email: Email, connection: BaseEmailBackend, error: Exception, now: datetime) -> NoReturn:
    """Give the e-mail back without counting the attempt, and end the run."""
    with suppress(Exception):
        connection.close()
    reason = f"The mail server takes no emails: {_describe(error)}"
    state = EmailState.WAITING if now < _given_up_at(email) else EmailState.FAILED
    _finish(email, state, reason=reason, attempts=F("attempts") - 1)
    raise MailServerUnavailable(reason) from error


def _is_permanent(error: Exception) -> bool:
    """A refusal of the address or of the e-mail for good, or a fault of the program."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code in PERMANENT
    return not isinstance(error, (OSError, smtplib.SMTPException, OperationalError, InterfaceError))


def _given_up_at(email: Email) -> datetime:
    assert email.first_attempt_at
    return email.first_attempt_at + GIVEN_UP_AFTER


def _postpone(email: Email, error: Exception, now: datetime) -> None:
    """It waits by itself, while others are sent: at first for two minutes, later for three times as long as so far.

    The pause varies by 20 % either way, taken from the random digits of the lease, so that e-mails that were put off
    together are not tried again together.
    """
    age = now - (email.first_attempt_at or now)
    jitter = 0.8 + 0.4 * int(email.lease[:4], 16) / 0xFFFF
    pause = min(max(FIRST_PAUSE, 3 * age), LONGEST_PAUSE) * jitter
    _finish(email, EmailState.WAITING, reason=_describe(error), next_attempt_at=now + pause)


def _keep_places(put_off: Sequence[tuple[Email, Exception]], run: Sweep, now: datetime) -> None:
    """The mail server takes none: e-mails that were put off get their place back, and it is left alone for a while."""
    if not put_off:
        return
    for email, error in put_off:
        Email.objects.filter(pk=email.pk, state=EmailState.WAITING, attempts=email.attempts).update(
            reason=f"The mail server takes no emails: {_describe(error)}", next_attempt_at=email.next_attempt_at
        )
    since = run.mail_fault_since or now
    pause = min(max(FIRST_PAUSE, now - since), LONGEST_PROBE_PAUSE)
    reason = _describe(put_off[0][1])
    Sweep.objects.update(mail_fault_since=since, mail_paused_until=now + pause, mail_fault=reason)
    logger.warning("Emails wait: the mail server takes none: %s", reason)


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
        state=EmailState.WAITING,
        attempts=0,
        lost_leases=0,
        first_attempt_at=None,
        next_attempt_at=now,
        reason="",
    )
    return updated > 0
