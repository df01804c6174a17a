"""Reading notifications, preferences, and whether e-mails are being delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from accounts.follow_ups import LinkDelivery
from accounts.links import INVITATION, NEW_PASSWORD
from accounts.models import User
from notifications.models import Email, EmailState, Notification, NotificationPreference, Sweep
from notifications.topics import TOPICS
from notifications.visibility import hidden_cycles

LATE = timedelta(minutes=10)
POSTPONED_TOO_LONG = timedelta(minutes=30)  # since the e-mail was created, however often it was attempted
SEVERAL = 5  # failed e-mails within a day: one may be a wrong address, several are the mail server's fault


def notifications_of(user: User) -> QuerySet[Notification]:
    """Newest first, without those about a cycle that the person may not see now. They come back when it may be seen."""
    own, hidden = Notification.objects.filter(person=user), hidden_cycles(user)
    if hidden.query.is_empty():
        return own
    # The cycle of each is looked up by its key: they are fewer than all hidden cycles.
    return own.filter(Q(cycle_id=None) | Q(IsNull(Subquery(hidden.filter(pk=OuterRef("cycle_id"))), True)))


def unread_of(user: User) -> QuerySet[Notification]:
    return notifications_of(user).filter(read_at__isnull=True)


def latest_id(user: User) -> int:
    """The primary key of the last notification that exists now, for `mark_read`; 0 without any."""
    latest: int | None = notifications_of(user).aggregate(latest=Max("pk"))["latest"]
    return latest or 0


def preferences_of(person: User) -> dict[str, str]:
    """The frequency of every topic: the person's choice, or else the topic's default."""
    chosen = dict(NotificationPreference.objects.filter(person=person).values_list("topic", "frequency"))
    return {
        code: chosen[code] if chosen.get(code) in topic.frequencies else topic.default for code, topic in TOPICS.items()
    }


def link_delivery(person: User) -> LinkDelivery | None:
    """What became of the last e-mail with a link to set a password (`settings.LINK_DELIVERY`)."""
    links = Notification.objects.filter(person=person, kind__in=[INVITATION, NEW_PASSWORD])
    last = links.select_related("email").first()
    if last is None:
        return None
    email = last.email
    if last.skipped or email is None:
        return LinkDelivery(last.kind, "dropped" if last.skipped else "waiting", last.created_at, last.skipped)
    state = EmailState.WAITING if email.state == EmailState.SENDING else email.state
    return LinkDelivery(last.kind, str(state), email.sent_at or email.created_at, email.reason)


@dataclass(frozen=True)
class DeliveryHealth:
    """How long the oldest due e-mail and the oldest unsent e-mail have waited, and the age of the last sweep."""

    due: timedelta | None
    unsent: timedelta | None
    swept: timedelta | None
    failed_tasks: str = ""
    failed_emails: int = 0
    mail_fault: str = ""

    @property
    def faults(self) -> list[str]:
        faults = []
        if self.swept is None:
            faults.append("The sweep has never run")
        elif self.swept > LATE:
            faults.append(f"The sweep last ran {_minutes(self.swept)} minutes ago")
        if self.failed_tasks:
            faults.append(f"The sweep could not do {self.failed_tasks}")
        if self.due and self.due > LATE:
            faults.append(f"The oldest unsent message waits for {_minutes(self.due)} minutes")
        elif self.unsent and self.unsent > POSTPONED_TOO_LONG:
            faults.append(f"The oldest unsent message was written {_minutes(self.unsent)} minutes ago")
        if self.mail_fault:
            faults.append(f"The mail server takes no emails: {self.mail_fault}")
        if self.failed_emails >= SEVERAL:
            faults.append(f"{self.failed_emails} emails were given up within a day")
        return faults


def delivery_health(now: datetime) -> DeliveryHealth:
    """Ages are compared, because a sweep or a sender that has stopped raises no error."""
    unsent = Q(state__in=[EmailState.WAITING, EmailState.SENDING])
    failed = Q(state=EmailState.FAILED, next_attempt_at__gte=now - timedelta(days=1))
    emails = Email.objects.filter(unsent | failed).aggregate(
        due=Min("next_attempt_at", filter=unsent & Q(next_attempt_at__lte=now)),
        created=Min("created_at", filter=unsent),
        failed=Count("pk", filter=failed),
    )
    run = Sweep.objects.first() or Sweep()
    return DeliveryHealth(
        due=now - emails["due"] if emails["due"] else None,
        unsent=now - emails["created"] if emails["created"] else None,
        swept=now - run.ran_at if run.ran_at else None,
        failed_tasks=run.failed,
        failed_emails=emails["failed"],
        mail_fault=run.mail_fault,
    )


def _minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)
