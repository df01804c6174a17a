"""Notification kinds of agreements and waivers, and whether each is still relevant as its e-mail is sent."""

from __future__ import annotations

from django.utils import timezone

from contracts.due import DATES
from contracts.models import Agreement
from contracts.selectors.responsible import (
    recipients_now,
    responsible_for_waiver,
    unanswered,
    waivers_in_use,
    with_next_cycle,
)
from contracts.selectors.visibility import visible_agreements
from cycles.selectors.replacements import active_managers
from notifications.kinds import NotificationKind
from notifications.models import Notification
from reminders.relevance import NOT_VISIBLE, OVER, REASSIGNED


def agreement_date_stands(notification: Notification) -> str:
    """The agreement has that date, the person sees it and answers for it, and no next cycle has started."""
    today = timezone.localdate()
    agreement = _visible(notification)
    if agreement is None:
        return NOT_VISIBLE
    column = DATES[notification.kind]
    if not agreement.is_signed or getattr(agreement, column) != notification.due_on or agreement.ended_on is not None:
        return OVER
    if column == "analyse_by" and Agreement.objects.filter(with_next_cycle(), pk=agreement.pk).exists():
        return OVER
    if agreement.current_end is None or agreement.current_end < today:
        return OVER
    return "" if notification.person in recipients_now(agreement)[0] else REASSIGNED


def expiry_unanswered(notification: Notification) -> str:
    """The end stands and nobody has said whether the agreement still runs."""
    agreement = _visible(notification)
    if agreement is None:
        return NOT_VISIBLE
    waits = unanswered(timezone.localdate()).filter(pk=agreement.pk, current_end=notification.due_on)
    if not waits.exists():
        return OVER
    return "" if notification.person in recipients_now(agreement)[1] else REASSIGNED


def waiver_in_use(notification: Notification) -> str:
    """The waiver expires on that day, and the person answers for it."""
    waiver = waivers_in_use().filter(pk=notification.subject_id).first()
    if waiver is None or waiver.expires != notification.due_on:
        return OVER
    return "" if notification.person in responsible_for_waiver(waiver, active_managers()) else REASSIGNED


def _visible(notification: Notification) -> Agreement | None:
    rows = visible_agreements(notification.person, timezone.localdate()).select_related("contract_manager", "deputy")
    return rows.filter(pk=notification.subject_id).first()


KINDS: list[NotificationKind] = [
    NotificationKind(
        "extension_decision_due", "Decide by {due} whether to extend {agreement}", "dates", agreement_date_stands
    ),
    NotificationKind(
        "agreement_notice_due",
        "The last day to give notice of an extension of {agreement} is {due}",
        "dates",
        agreement_date_stands,
    ),
    NotificationKind(
        "next_analyse_due",
        "The last safe day to start the next cycle for {agreement} is {due}",
        "dates",
        agreement_date_stands,
    ),
    NotificationKind("agreement_ends", "{agreement} ends on {due}", "dates", agreement_date_stands),
    NotificationKind(
        "agreement_expired", "{agreement} ended on {due}. Say whether it is still running", "dates", expiry_unanswered
    ),
    NotificationKind("waiver_expires", "{waiver} expires on {due}", "dates", waiver_in_use),
]
