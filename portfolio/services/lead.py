"""Changing the lead of several cycles: each by itself, so that one that can't be changed holds up no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError

from accounts.models import User
from cycles.models import Cycle
from cycles.services.changing import Refused, Stale
from cycles.services.editing import change_people


@dataclass(frozen=True)
class Handed:
    """A cycle with why its lead was not changed, or "" where it was."""

    cycle: Cycle
    why_not: str = ""


def hand_over(
    cycles: Sequence[tuple[Cycle, int]], lead: User, *, reason: str, actor: User, at: datetime
) -> list[Handed]:
    """Name another lead for each, beside the version that was seen; what became of each."""
    return [Handed(cycle, _why_not(cycle, seen, lead, reason, actor, at)) for cycle, seen in cycles]


def _why_not(cycle: Cycle, seen: int, lead: User, reason: str, actor: User, at: datetime) -> str:
    if cycle.lead_id == lead.pk:
        return f"{lead} leads it already."
    try:
        change_people(
            cycle,
            lead=lead,
            sponsor=cycle.sponsor,
            team=list(cycle.team.all()),
            reason=reason,
            actor=actor,
            at=at,
            seen_version=seen,
        )
    except Refused as refused:
        return str(refused)
    except OperationalError:
        return "It is being changed just now. Try again in a minute."
    except Stale:
        return "Somebody changed it while you were choosing. Open it to see how it is now."
    except ValidationError as error:
        return " ".join(f"{message}." for message in error.messages)
    return ""
