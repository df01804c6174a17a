"""Kinds of notification about what somebody held who has left."""

from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle
from cycles.selectors.replacements import active_managers
from cycles.selectors.visibility import visible_to
from notifications.kinds import NotificationKind
from notifications.models import Notification
from overview.selectors.holdings import holdings_of
from overview.selectors.leavers import passes_on, replacements_of

OVER, NOT_VISIBLE = "Over by now", "May not see it any more"


def leaver_work_open(notification: Notification) -> str:
    """The leaver is inactive and still holds something in the cycle for which the person is asked."""
    leaver = User.objects.filter(pk=notification.subject_id, is_active=False).first()
    cycle: Cycle | None = None
    if notification.cycle_id is not None:
        visible = visible_to(notification.person, timezone.localdate())
        cycle = visible.filter(pk=notification.cycle_id).first()
    if cycle is None:
        return NOT_VISIBLE
    rows = [row for row in holdings_of(leaver, cycle) if passes_on(row)] if leaver else []
    managers = active_managers([cycle.directorate_id])
    return "" if any(notification.person in replacements_of(row, managers) for row in rows) else OVER


def leaver_inactive(notification: Notification) -> str:
    """The leaver is still inactive."""
    return "" if User.objects.filter(pk=notification.subject_id, is_active=False).exists() else OVER


KINDS = [
    NotificationKind(
        "leaver_work",
        "{leaver} has left. Please see that somebody takes what they held in {cycle} ({reference}): {held}",
        "cycles",
        leaver_work_open,
    ),
    NotificationKind(
        "leaver_work_unclaimed",
        "{leaver} has left, and nobody is left to take over what they held in {cycle}",
        "cycles",
        leaver_inactive,
    ),
]
