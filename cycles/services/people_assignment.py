"""Assigning the people of a cycle: they must be active, and new ones are notified."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from cycles.services.changing import Change


def inactive_people(*, lead: User, sponsor: User, team: Iterable[User]) -> dict[str, str]:
    """Errors by field for people who can no longer sign in."""
    named = {"lead": [lead], "sponsor": [sponsor], "team": list(team)}
    return {
        field: f"{person} can no longer sign in: choose somebody else"
        for field, people in named.items()
        for person in people
        if not person.is_active
    }


def notify_assigned(change: Change, *, team: Iterable[User], sponsor: User | None) -> None:
    """Notify the new members of the team and a new sponsor."""
    cycle = change.cycle
    occasion, address = f"named:{cycle.pk}:{cycle.details_version}", cycle.get_absolute_url()
    change.notify("lead_named", team, about=cycle, occasion=occasion, address=address)
    if sponsor:
        change.notify("sponsor_named", [sponsor], about=cycle, occasion=occasion, address=address)
