"""Which cycles somebody may see at all. What is not in here is absent for them: a 404, in no list and no count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from accounts.models import RoleKind, User
from accounts.standing import covered_by, standing
from cycles.models import Confirmation, Cycle


@dataclass(frozen=True)
class Sight:
    """What somebody's roles let them see. `managed`: the directorates where they manage or cover for who does."""

    anything: bool = True
    everything: bool = False
    managed: frozenset[int] = frozenset()


def sight_of(user: User, on: date) -> Sight:
    """Everybody with a role reads every cycle but restricted ones (One Council).

    A restricted one exists only for its team, the directorate's managers and who covers for them on that day, the
    advisers it asked, and auditors.
    """
    held = standing(user)
    if not held.kinds:
        return Sight(anything=False)
    return Sight(everything=held.has(RoleKind.AUDITOR), managed=_managed(user, on))


def visible_to(user: User, on: date) -> QuerySet[Cycle]:
    """The cycles that exist for `user` on that day."""
    return seen_by(user.pk, sight_of(user, on))


def seen_by(user: int, sight: Sight) -> QuerySet[Cycle]:
    """The cycles that exist for somebody of that number with that sight."""
    if not sight.anything:
        return Cycle.objects.none()
    if sight.everything:
        return Cycle.objects.all()
    return Cycle.objects.filter(Q(restricted=False) | admitted(user, sight))


def for_all() -> QuerySet[Cycle]:
    """The cycles that exist for everybody with a role, and that figures are made of."""
    return Cycle.objects.filter(restricted=False)


def seen_apart(user: int, sight: Sight) -> tuple[QuerySet[Cycle], QuerySet[Cycle]]:
    """What `seen_by` has, in two parts: for all, and restricted. Each has its index, so they are counted sooner."""
    restricted = Cycle.objects.filter(restricted=True)
    if not sight.anything:
        return Cycle.objects.none(), restricted.none()
    return for_all(), restricted if sight.everything else restricted.filter(admitted(user, sight))


def hidden_from(user: int, sight: Sight) -> QuerySet[Cycle]:
    """All the others. They are few: to leave them out asks less of the database than to look each of the many up."""
    if not sight.anything:
        return Cycle.objects.all()
    if sight.everything:
        return Cycle.objects.none()
    return Cycle.objects.filter(restricted=True).exclude(admitted(user, sight))


def own(user: User, on: date) -> QuerySet[Cycle, int]:
    """The ids of all cycles in which somebody has a part that would let them in: each part by its own index."""
    parts = _parts(user.pk, _managed(user, on))
    first, *others = [Cycle.objects.order_by().filter(part).values_list("pk", flat=True) for part in parts]
    return first.union(*others)


def _managed(user: User, on: date) -> frozenset[int]:
    people = (user, *covered_by(user, on))
    return frozenset(directorate for person in people for directorate, _ in standing(person).grades)


def admitted(user: int, sight: Sight) -> Q:
    """The restricted cycles that somebody is let into."""
    return reduce(or_, _parts(user, sight.managed))


def _parts(user: int, managed: Collection[int]) -> list[Q]:
    """Each way in which a restricted cycle lets somebody in."""
    asked = Confirmation.objects.filter(asked_of=user).values("answer__cycle")
    on_team = Cycle.team.through.objects.filter(user=user).values("cycle")
    return [Q(lead=user), Q(sponsor=user), Q(directorate__in=managed), Q(pk__in=on_team), Q(pk__in=asked)]


def may_see(user: User, cycle: Cycle, on: date) -> bool:
    return visible_to(user, on).filter(pk=cycle.pk).exists()
