"""The rule of nudges."""

from __future__ import annotations

from accounts.verdict import Verdict, first_no, no
from cycles.policies.case import Case, by_team_or_manager, is_live
from reminders.pending_actions import PendingAction, next_nudge_on, nudges
from ui.wording import day


def nudge(case: Case) -> Verdict:
    """The team and managers nudge the holder of a pending action, once in three working days."""
    action: PendingAction | None = case.to
    if action is None:
        return no("Nobody has to do anything about this any more.")
    if action.holder.pk == case.actor.pk:
        return no("This waits for you.")
    verdict = first_no(by_team_or_manager(case), is_live(case))
    nudged = nudges([action.holder.pk], case.on).get((action.holder.pk, action.about))
    if nudged is None:
        return verdict
    again = day(next_nudge_on(nudged))
    return first_no(verdict, no(f"{action.holder} was nudged on {day(nudged)}. You can nudge again on {again}."))


ACTIONS = {"nudge": nudge}
