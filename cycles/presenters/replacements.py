"""Who has something now whose holder can't act any more, in words."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from cycles.models import Cycle


def passed_on(holder: User, cycle: Cycle, people: Sequence[User]) -> str:
    """That the holder can't act, and that `people` are asked instead; "" while the holder is asked."""
    if holder in people:
        return ""
    if people and people[0] in (cycle.lead, cycle.sponsor):
        who = f"{people[0]} has"
    else:
        who = f"Managers of {cycle.directorate} have"
    why = "may not see this restricted cycle" if holder.is_active else "has left the council"
    return f"{holder} {why}. {who} this now"
