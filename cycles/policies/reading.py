"""Who may read the answers and evidence of a visible cycle."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from cycles.models import Cycle


def may_read_work(user: User, cycle: Cycle, stage: str) -> Verdict:
    """Answers and evidence: officers always, councillors once the stage's gate was decided."""
    if roles_of(user).is_officer or cycle.has_passed(stage):
        return YES
    return no("Councillors read a stage's answers and evidence once its gate has been passed.")
