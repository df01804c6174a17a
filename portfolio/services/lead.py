"""Changing the lead of several cycles: each by itself, so that one that can't be changed holds up no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError

from accounts.models import User
from accounts.refusals import Refused, Stale
from approvals.services.handing_over import hand_over_cycle
from cycles.models import Cycle
from cycles.services.people_assignment import PeopleInput


@dataclass(frozen=True)
class LeadChange:
    """A cycle with why its lead was not changed, or "" where it was; and who was notified of it, or was not."""

    cycle: Cycle
    why_not: str = ""
    notified: Sequence[User] = ()
    unseeing: Sequence[User] = ()


def handing_over(cycle: Cycle) -> list[User]:
    """Whose work goes to the new lead: that of the lead before, and of members of the team who have left."""
    return [cycle.lead, *(person for person in cycle.team.all() if not person.is_active)]


def change_leads(
    cycles: Sequence[tuple[Cycle, int]], lead: User, *, reason: str, actor: User, at: datetime
) -> list[LeadChange]:
    """Name another lead for each cycle; beside each stands the version of its people that the actor saw.

    What the lead before holds in it goes with it, and so does what members of the team hold who have left.
    """
    changes = []
    for cycle, seen_version in cycles:
        if cycle.lead_id == lead.pk:
            changes.append(LeadChange(cycle, f"{lead} leads it already."))
            continue
        try:
            team = [person for person in cycle.team.all() if person.is_active]
            people = PeopleInput(lead, cycle.sponsor, team, reason=reason)
            done = hand_over_cycle(cycle, people, actor=actor, at=at, seen_version=seen_version)
            changes.append(LeadChange(cycle, notified=done.notified, unseeing=done.unseeing))
            continue
        except Refused as refused:
            why_not = str(refused)
        except OperationalError:
            why_not = "It is being changed just now. Try again in a minute."
        except Stale:
            why_not = "Somebody changed it while you were choosing. Open it to see how it is now."
        except ValidationError as error:
            why_not = " ".join(f"{message}." for message in error.messages)
        changes.append(LeadChange(cycle, why_not))
    return changes
