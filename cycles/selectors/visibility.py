"""Which cycles exist for whom. A cycle outside `visible_to` is absent for that person: a 404, in no list and no count.

Everybody with a role reads every cycle but restricted ones (One Council). A restricted cycle exists only for roles
that see all restricted ones, for managers of its directorate and who covers for them on that day, and for participants
whose reason admits them.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import covered_people, roles_of
from cycles.models import Cycle
from cycles.models.participants import ADMITTING, CycleParticipant


def visible_to(user: User, today: date) -> QuerySet[Cycle]:
    """The cycles that exist for `user` on that day."""
    roles = roles_of(user)
    if not roles.kinds:
        return Cycle.objects.none()
    if roles.sees_restricted:
        return Cycle.objects.all()
    return Cycle.objects.filter(Q(restricted=False) | _is_admitted(user, today))


def not_visible_to(user: User, today: date) -> QuerySet[Cycle]:
    """All other cycles. They are few, so leaving them out costs less than looking up each of the many visible ones."""
    roles = roles_of(user)
    if not roles.kinds:
        return Cycle.objects.all()
    if roles.sees_restricted:
        return Cycle.objects.none()
    return Cycle.objects.filter(restricted=True).exclude(_is_admitted(user, today))


def split_by_restriction(user: User, today: date) -> tuple[QuerySet[Cycle], QuerySet[Cycle]]:
    """`visible_to` in two parts, unrestricted and restricted: each has an index, so they are counted sooner."""
    roles, restricted = roles_of(user), Cycle.objects.filter(restricted=True)
    if not roles.kinds:
        return Cycle.objects.none(), restricted.none()
    return unrestricted(), restricted if roles.sees_restricted else restricted.filter(_is_admitted(user, today))


def involving(user: User, today: date) -> QuerySet[Cycle]:
    """The cycles, restricted or not, in which `user` has a part that admits to a restricted one."""
    return Cycle.objects.filter(_is_admitted(user, today))


def unrestricted() -> QuerySet[Cycle]:
    """The cycles that exist for everybody with a role. All figures are made of these."""
    return Cycle.objects.filter(restricted=False)


def may_see(user: User, cycle: Cycle, today: date) -> bool:
    return visible_to(user, today).filter(pk=cycle.pk).exists()


def _is_admitted(user: User, today: date) -> Q:
    """Cycles of the directorates that somebody manages, or covers for a manager of; and their own parts."""
    people = (user, *covered_people(user, today))
    directorates = {directorate for person in people for directorate, _ in roles_of(person).grades}
    parts = CycleParticipant.objects.filter(user=user, reason__in=ADMITTING)
    return Q(directorate__in=directorates) | Q(pk__in=parts.values("cycle"))
