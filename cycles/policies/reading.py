"""Who may read the work of a visible cycle, and what its gates decided."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from cycles.models import Cycle


def may_read_work(user: User, cycle: Cycle, stage: str) -> Verdict:
    """Answers and evidence of a stage: officers always, councillors where the lead has published them."""
    if roles_of(user).is_officer or cycle.is_published(stage):
        return YES
    return no(
        "Councillors read a stage's answers and evidence once its gate has been passed"
        f" and {cycle.lead}, the lead commissioner, has published them."
    )


def may_read_decisions(user: User, cycle: Cycle, stage: str) -> Verdict:
    """What a gate decided: officers always, councillors once it has been passed or has stopped the cycle."""
    if roles_of(user).is_officer or cycle.has_passed(stage) or stage == cycle.stopped_in:
        return YES
    return no("Councillors read what a gate decided once it is decided as a whole.")
