"""Telling others, at once, what somebody held who has left."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.selectors import administrators
from cycles.models import Cycle
from cycles.selectors.replacements import active_managers
from notifications.services.notifying import notify
from overview.selectors.holdings import Holding, holdings_of, in_words_of_cycle
from overview.selectors.leavers import passes_on, replacements_of


def notify_replacements(person: User, *, actor: User | None, at: datetime) -> None:
    """Follow-up of `person_deactivated`: one notification for each cycle and whoever is asked from now on.

    Administrators hear of a cycle where nobody is left to ask, without a word about a restricted one.
    """
    rows = [row for row in holdings_of(person) if passes_on(row)]
    managers = active_managers({row.cycle.directorate_id for row in rows if row.cycle})
    comes_to: dict[tuple[Cycle, User], list[Holding]] = defaultdict(list)
    unclaimed: set[Cycle] = set()
    for row in rows:
        assert row.cycle
        people = replacements_of(row, managers)
        for recipient in people:
            comes_to[row.cycle, recipient].append(row)
        if not people:
            unclaimed.add(row.cycle)
    for (cycle, recipient), held in comes_to.items():
        notify(
            "leaver_work",
            [recipient],
            about=person,
            cycle_id=cycle.pk,
            occasion=f"{person.pk}:{cycle.pk}:{at.isoformat()}",
            address=cycle.get_absolute_url(),
            at=at,
            but_not=actor,
            leaver=person.name,
            held=in_words_of_cycle(held),
            cycle=str(cycle.service),
            reference=cycle.reference,
        )
    for cycle in unclaimed:
        notify(
            "leaver_work_unclaimed",
            administrators(),
            about=person,
            cycle_id=None,  # administrators see no restricted cycle, so this one belongs to none
            occasion=f"{person.pk}:{cycle.pk}:{at.isoformat()}",
            address=reverse("held-by-leavers"),
            at=at,
            but_not=actor,
            leaver=person.name,
            cycle="a restricted cycle" if cycle.restricted else f"{cycle.service} ({cycle.reference})",
        )
