"""Which cycles somebody may see at all. What is not in here is absent for them: a 404, in no list and no count."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from accounts.models import RoleKind, User
from accounts.standing import covered_by, standing
from cycles.models import Confirmation, Cycle


def visible_to(user: User, on: date) -> QuerySet[Cycle]:
    """Everybody with a role reads every cycle but restricted ones (One Council).

    A restricted one exists only for its team, the directorate's managers and who covers for them on that day, the
    advisers it asked, and auditors.
    """
    held = standing(user)
    if not held.kinds:
        return Cycle.objects.none()
    if held.has(RoleKind.AUDITOR):
        return Cycle.objects.all()
    return Cycle.objects.filter(Q(restricted=False) | admitted(user, on))


def hidden_from(user: User, on: date) -> QuerySet[Cycle]:
    """All the others. They are few: to leave them out asks less of the database than to look each of the many up."""
    held = standing(user)
    if not held.kinds:
        return Cycle.objects.all()
    if held.has(RoleKind.AUDITOR):
        return Cycle.objects.none()
    return Cycle.objects.filter(restricted=True).exclude(admitted(user, on))


def admitted(user: User, on: date) -> Q:
    """The restricted cycles that `user` is let into."""
    return reduce(or_, _parts(user, on))


def own(user: User, on: date) -> QuerySet[Cycle, int]:
    """The ids of all cycles in which somebody has a part that would let them in: each part by its own index."""
    first, *others = [Cycle.objects.order_by().filter(part).values_list("pk", flat=True) for part in _parts(user, on)]
    return first.union(*others)


def _parts(user: User, on: date) -> list[Q]:
    managed = {directorate for directorate, _ in standing(user).grades}
    for person in covered_by(user, on):
        managed |= {directorate for directorate, _ in standing(person).grades}
    asked = Confirmation.objects.filter(asked_of=user).values("answer__cycle")
    on_team = Cycle.team.through.objects.filter(user=user).values("cycle")
    return [Q(lead=user), Q(sponsor=user), Q(directorate__in=managed), Q(pk__in=on_team), Q(pk__in=asked)]


def may_see(user: User, cycle: Cycle, on: date) -> bool:
    return visible_to(user, on).filter(pk=cycle.pk).exists()
