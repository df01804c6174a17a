"""Notification kinds of notices that the law has published, and whether they are still relevant when e-mailed."""

from __future__ import annotations

from django.utils import timezone

from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements
from cycles.models import Cycle
from cycles.selectors.replacements import active_managers
from cycles.selectors.visibility import visible_to
from notices.due import procurement_advisers, reminder_key, told_of
from notices.facts import NoticeDueState
from notices.selectors.owed import agreements_that_owe, law_in_force, notices_of, running_procurements
from notifications.kinds import NotificationKind
from notifications.models import Notification
from reminders.relevance import NOT_VISIBLE, OVER, REASSIGNED

OPEN = (NoticeDueState.LATE, NoticeDueState.DUE, NoticeDueState.TO_COME)


def notice_owed(notification: Notification) -> str:
    """The notice is due by that day and not recorded, and the person sees to it."""
    today, pk = timezone.localdate(), notification.subject_id
    agreements: list[Agreement] = []
    cycles: list[Cycle] = []
    if notification.subject_type == Cycle._meta.model_name:
        seen = visible_to(notification.person, today).filter(pk=pk)
        cycles = list(running_procurements(seen).select_related("service", "directorate", "lead", "sponsor"))
        is_visible = bool(cycles) or seen.exists()
    else:
        rows = agreements_that_owe(visible_agreements(notification.person, today).filter(pk=pk))
        agreements = list(rows.select_related("cycle", "directorate", "contract_manager"))
        is_visible = bool(agreements)
    if not is_visible:
        return NOT_VISIBLE
    for owed in notices_of(agreements, cycles, law_in_force(today), today):
        if notification.occasion.startswith(f"{notification.kind}:{reminder_key(owed)}:"):
            if owed.notice.state not in OPEN:
                return OVER
            told = told_of(owed, procurement_advisers(), active_managers(), today)
            return "" if notification.person in told else REASSIGNED
    return OVER


KINDS: list[NotificationKind] = [
    NotificationKind("notice_due", "{notice} is due by {due}: {of}", "dates", notice_owed),
    NotificationKind("notice_late", "{notice} is {state}, it was due by {due}: {of}", "dates", notice_owed),
]
