"""What of a cycle may stand in the one that follows it."""

from __future__ import annotations

from datetime import date

from cycles.models import Cycle
from cycles.selectors.visibility import may_see


def may_cross(previous: Cycle, cycle: Cycle, today: date) -> bool:
    """Whether nobody reads in `cycle` what they may not read in `previous`.

    Words of a restricted cycle go only into one that is restricted too, is of the same directorate, whose managers see
    both, and whose lead, sponsor and team all see the one before. Who has left reads neither.
    """
    if not previous.restricted:
        return True
    if not cycle.restricted or cycle.directorate_id != previous.directorate_id:
        return False
    people = {cycle.lead, cycle.sponsor, *cycle.team.all()}
    return all(may_see(person, previous, today) for person in people if person.is_active)


def source_of(previous: Cycle) -> str:
    """Where a draft came from. Without its reference: the cycle before may be restricted, now or later."""
    return f"cycle {previous.number}"
