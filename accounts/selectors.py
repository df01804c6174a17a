"""Reading people and cover for their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Model, Prefetch, Q, QuerySet

from accounts.models import Cover, Directorate, Role, RoleKind, User, Visit

ROLES = Prefetch("roles", Role.objects.select_related("directorate", "specialism", "division").order_by("kind", "pk"))


def people(q: str = "", role: str = "", directorate: Directorate | None = None) -> QuerySet[User]:
    """People by name with their roles, filtered by a part of their name or email address and by a role of theirs."""
    users = User.objects.prefetch_related(ROLES)
    if q:
        users = users.filter(Q(name__icontains=q) | Q(email__icontains=q))
    roles = Q()
    if role:
        roles &= Q(kind=role)
    if directorate:
        roles &= Q(directorate=directorate)
    return users.filter(pk__in=Role.objects.filter(roles).values("user")) if roles else users


def person_with_roles(pk: int) -> User | None:
    return User.objects.prefetch_related(ROLES).filter(pk=pk).first()


def administrators() -> QuerySet[User]:
    """Active administrators, whom people without a role can ask for one."""
    return User.objects.filter(is_active=True, roles__kind=RoleKind.ADMINISTRATOR).distinct()


def possible_stand_ins(person: User) -> QuerySet[User]:
    kinds = [RoleKind.MANAGER, RoleKind.COMMISSIONER]
    users = User.objects.filter(is_active=True, roles__kind__in=kinds).exclude(pk=person.pk).distinct()
    return users.prefetch_related(ROLES)


def cover_given_by(person: User) -> QuerySet[Cover]:
    """Latest first."""
    return person.cover_given.select_related("person", "stand_in", "given_by")


def cover_taken_by(person: User, today: date) -> QuerySet[Cover]:
    """The covers of others by the person that hold today or later."""
    taken = person.cover_taken.filter(Cover.lasting(today), person__is_active=True)
    return taken.select_related("person", "stand_in", "given_by").order_by("starts")


def cover_now(person: User, today: date) -> Cover | None:
    """The cover of the person that holds today, if the stand-in can sign in."""
    given = person.cover_given.filter(Cover.holding_on(today), stand_in__is_active=True)
    return given.select_related("stand_in").first()


def last_visit(person: User) -> datetime | None:
    """When the visit before this one ended; None during the first visit."""
    return Visit.objects.filter(user=person).values_list("before", flat=True).first()


def load_people(*groups: tuple[Iterable[Model], Sequence[str]], also: Iterable[int] = ()) -> Mapping[int, User]:
    """Set these foreign keys to people on all rows, in one statement for everybody whom the rows name.

    A group is rows of one model and the names of its keys. Joining a whole user for each key costs a page far more.
    Returned are these people, and those whose ids are in `also`, by id.
    """
    keys = [(row, name, getattr(row, f"{name}_id")) for rows, names in groups for row in rows for name in names]
    people = User.objects.in_bulk({pk for _, _, pk in keys if pk is not None}.union(also))
    for row, name, pk in keys:
        setattr(row, name, people.get(pk))
    return people
