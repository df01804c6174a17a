"""Notification kinds of Plan, and whether each is still relevant as its e-mail is sent."""

from __future__ import annotations

from cycles.selectors.replacements import holder_or_replacements
from notifications.kinds import NotificationKind
from notifications.models import Notification
from reminders.relevance import OVER, REASSIGNED, cycle_visible
from stages.plan.models import Risk


def risk_review_stands(notification: Notification) -> str:
    """The risk is still there with that day, its cycle is live, and the person owns it or replaces its owner."""
    rows = Risk.objects.filter(pk=notification.subject_id, review_on=notification.due_on, is_draft=False)
    risk = rows.select_related("owner", "cycle__lead", "cycle__sponsor").first()
    if risk is None or risk.owner is None or not risk.cycle.is_live:
        return OVER
    is_theirs = notification.person in holder_or_replacements(risk.owner, risk.cycle)
    return cycle_visible(notification) if is_theirs else REASSIGNED


KINDS: list[NotificationKind] = [
    NotificationKind(
        "risk_review_due",
        "The risk “{risk}” of {cycle} ({reference}) is to be looked at again by {due}",
        "work",
        risk_review_stands,
    ),
]
