"""Nudging: asking somebody to do what others wait for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused
from cycles.models import Cycle
from cycles.policies import may
from cycles.selectors.one_cycle import lock_cycle
from cycles.services.changing import Change
from reminders.pending_actions import PendingAction, submitted_action
from ui.wording import day


def nudge(cycle: Cycle, about: str, *, actor: User, at: datetime) -> PendingAction:
    """Notify the holder of a pending action. The cycle is locked, so that two nudges at once make one, but not changed.

    Raises Refused with a sentence when it is too soon, or when nobody else has to do anything.
    """
    with transaction.atomic():
        fresh, today = lock_cycle(cycle.pk), timezone.localdate(at)
        action = submitted_action(fresh, about, today)
        verdict = may("nudge", actor, fresh, today, action)
        if not verdict or action is None:
            raise Refused(verdict.reason)
        Change(fresh, actor, at).notify(
            "nudge",
            [action.holder],
            about=action.row,
            occasion=f"{action.about}:{today}",
            address=action.url,
            title=action.title,
            by=f", due on {day(action.due)}" if action.due else "",
        )
        return action
