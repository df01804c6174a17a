"""The rule of nudges."""

from __future__ import annotations

from datetime import date

from accounts.verdict import YES, Verdict, first_no, no
from calendars.days import day
from cycles.policies.case import Case, by_team_or_manager, is_live
from reminders.pending_actions import PendingAction, next_nudge_on, nudges


def nudge(case: Case) -> Verdict:
    """Whoever runs the cycle nudges whoever they wait for, about one thing once in three working days."""
    action: PendingAction | None = case.to
    if action is None:
        return no("Nobody has to do anything about this any more.")
    if action.holder.pk == case.actor.pk:
        return no("This waits for you.")
    return first_no(by_team_or_manager(case), is_live(case), _not_too_soon(action, case.on))


def _not_too_soon(action: PendingAction, today: date) -> Verdict:
    nudged = nudges([action.holder.pk], today).get((action.holder.pk, action.about))
    if nudged is None:
        return YES
    return no(f"{action.holder} was nudged on {day(nudged)}. You can nudge again on {day(next_nudge_on(nudged))}.")


ACTIONS = {"nudge": nudge}
