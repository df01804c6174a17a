"""Reading people and cover for their pages."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Cover, Directorate, Role, RoleKind, User, Visit

ROLES = Prefetch("roles", Role.objects.select_related("directorate", "specialism", "division").order_by("kind", "pk"))


def people(q: str = "", role: str = "", directorate: Directorate | None = None) -> QuerySet[User]:
    """People by name with their roles: those whose name or address holds `q`, who have a role like that."""
    found = User.objects.prefetch_related(ROLES)
    if q:
        found = found.filter(Q(name__icontains=q) | Q(email__icontains=q))
    having = Q()
    if role:
        having &= Q(kind=role)
    if directorate:
        having &= Q(directorate=directorate)
    return found.filter(pk__in=Role.objects.filter(having).values("user")) if having else found


def person_with_roles(pk: int) -> User | None:
    return User.objects.prefetch_related(ROLES).filter(pk=pk).first()


def administrators() -> QuerySet[User]:
    """Whom to ask for a role."""
    return User.objects.filter(is_active=True, roles__kind=RoleKind.ADMINISTRATOR).distinct()


def possible_stand_ins(person: User) -> QuerySet[User]:
    kinds = [RoleKind.MANAGER, RoleKind.COMMISSIONER]
    return User.objects.filter(is_active=True, roles__kind__in=kinds).exclude(pk=person.pk).distinct()


def cover_given_by(person: User) -> QuerySet[Cover]:
    """Latest first."""
    return person.cover_given.select_related("stand_in")


def cover_taken_by(person: User, on: date) -> QuerySet[Cover]:
    """What the person decides, or will decide, for others."""
    taken = person.cover_taken.filter(Cover.lasting(on), person__is_active=True)
    return taken.select_related("person").order_by("starts")


def cover_now(person: User, on: date) -> Cover | None:
    """Who decides for the person on that day, if the person is away and the stand-in can sign in."""
    given = person.cover_given.filter(Cover.holding_on(on), stand_in__is_active=True)
    return given.select_related("stand_in").first()


def last_visit(person: User) -> datetime | None:
    """When the visit before this one ended; None for somebody who is here for the first time."""
    return Visit.objects.filter(user=person).values_list("before", flat=True).first()
