"""Changing the lead of several cycles: each by itself, so that one that can't be changed holds up no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError

from accounts.models import User
from accounts.refusals import Refused, Stale
from cycles.models import Cycle
from cycles.services.editing import change_people


@dataclass(frozen=True)
class LeadChange:
    """A cycle with why its lead was not changed, or "" where it was."""

    cycle: Cycle
    why_not: str = ""


def change_leads(
    cycles: Sequence[tuple[Cycle, int]], lead: User, *, reason: str, actor: User, at: datetime
) -> list[LeadChange]:
    """Name another lead for each cycle; beside each stands the version of its people that the actor saw."""
    changes = []
    for cycle, seen_version in cycles:
        why_not = ""
        if cycle.lead_id == lead.pk:
            changes.append(LeadChange(cycle, f"{lead} leads it already."))
            continue
        try:
            change_people(
                cycle,
                lead=lead,
                sponsor=cycle.sponsor,
                team=list(cycle.team.all()),
                reason=reason,
                actor=actor,
                at=at,
                seen_version=seen_version,
            )
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
