"""Which cycles exist for whom. A cycle outside `visible_to` is absent for that person: a 404, in no list and no count.

Everybody with a role reads every cycle but restricted ones (One Council). A restricted cycle exists only for roles
that see all restricted ones, for managers of its directorate and who covers for them on that day, and for participants
whose reason admits them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from accounts.models import Cover, Role, RoleKind, User
from accounts.roles import covered_people, covers_are_read, roles_of
from cycles.models import Cycle
from cycles.models.participants import ADMITTING, CycleParticipant


def visible_to(user: User, today: date) -> QuerySet[Cycle]:
    """The cycles that exist for `user` on that day."""
    roles = roles_of(user)
    if not roles.kinds:
        return Cycle.objects.none()
    if roles.sees_restricted:
        return Cycle.objects.all()
    return Cycle.objects.filter(Q(restricted=False) | _is_admitted(user, _managed(user, today)))


def not_visible_to(user: User, today: date) -> QuerySet[Cycle]:
    """All other cycles. They are few, so leaving them out costs less than looking up each of the many visible ones."""
    roles = roles_of(user)
    if not roles.kinds:
        return Cycle.objects.all()
    if roles.sees_restricted:
        return Cycle.objects.none()
    return Cycle.objects.filter(restricted=True).exclude(_is_admitted(user, _managed(user, today)))


def not_visible_to_sql(user: User, today: date) -> tuple[str, list[Any]]:
    """The same as SQL with its values, a row `(id, service_id)` a cycle, for statements that are written out."""
    roles = roles_of(user)
    statement = f"SELECT cycle.id, cycle.service_id FROM {Cycle._meta.db_table} cycle"
    if not roles.kinds:
        return statement, []
    if roles.sees_restricted:
        return f"{statement} WHERE 1 = 0", []
    admitted, values = _admitted_sql(user, today, "AND part.cycle_restricted")
    return f"{statement} WHERE cycle.restricted AND NOT {admitted}", values


def is_none_of(cycles: QuerySet[Cycle], column: str) -> IsNull:
    """A condition of other rows: the cycle in their `column` is none of `cycles`.

    The cycle of each row is looked up by its key: cheaper than making the whole set where few rows come to be asked.
    """
    return IsNull(Subquery(cycles.filter(pk=OuterRef(column)).order_by().values("pk")), True)


def cycle_names(keys: Collection[int]) -> dict[int, str]:
    """Home care (C-0147), by key, of cycles that the reader is known to see (`settings.CYCLE_NAMES`)."""
    rows = Cycle.objects.filter(pk__in=keys).order_by().values_list("pk", "service__name", "reference")
    return {pk: f"{service} ({reference})" for pk, service, reference in rows}


def hidden_cycles(user: User, today: date) -> QuerySet[Cycle]:
    """The cycles of `not_visible_to`, as a condition of another statement: nothing is read to make it.

    `settings.HIDDEN_CYCLES`: the notifications of these cycles are hidden, on every page that counts them.
    """
    roles = roles_of(user)
    if not roles.kinds or roles.sees_restricted or covers_are_read(user, today):
        return not_visible_to(user, today)
    covered = Role.objects.filter(
        Cover.holding_on(today, "user__cover_given__"),
        kind=RoleKind.MANAGER,
        user__is_active=True,
        user__cover_given__stand_in=user,
    )
    admitted = Q(directorate__in={pk for pk, _ in roles.grades}) | _is_admitted(user, covered.values("directorate"))
    return Cycle.objects.filter(restricted=True).exclude(admitted)


def split_by_restriction(user: User, today: date) -> tuple[QuerySet[Cycle], QuerySet[Cycle]]:
    """`visible_to` in two parts, unrestricted and restricted: each has an index, so they are counted sooner."""
    roles, restricted = roles_of(user), Cycle.objects.filter(restricted=True)
    if not roles.kinds:
        return Cycle.objects.none(), restricted.none()
    if not roles.sees_restricted:
        restricted = restricted.filter(_is_admitted(user, _managed(user, today)))
    return unrestricted(), restricted


def involving(user: User, today: date) -> QuerySet[Cycle]:
    """The cycles, restricted or not, in which `user` has a part that admits to a restricted one."""
    parts = CycleParticipant.objects.filter(user=user, reason__in=ADMITTING)
    return Cycle.objects.filter(Q(directorate__in=_managed(user, today)) | Q(pk__in=parts.values("cycle")))


def involving_sql(user: User, today: date) -> tuple[str, list[Any]]:
    """The same as a condition of SQL on `cycle`, with its values."""
    return _admitted_sql(user, today)


def unrestricted() -> QuerySet[Cycle]:
    """The cycles that exist for everybody with a role. All figures are made of these."""
    return Cycle.objects.filter(restricted=False)


def may_see(user: User, cycle: Cycle, today: date) -> bool:
    return visible_to(user, today).filter(pk=cycle.pk).exists()


def not_visible_among(user: User | None, cycles: Iterable[Cycle], today: date) -> set[int]:
    """The keys of those of `cycles` that the person may not see; without a person, of all restricted ones.

    Nothing is read unless one of them is restricted.
    """
    restricted = {cycle.pk for cycle in cycles if cycle.restricted}
    if not restricted or user is None:
        return restricted
    return restricted.difference(visible_to(user, today).filter(pk__in=restricted).values_list("pk", flat=True))


def whom_to_ask(hidden: Cycle, cycle: Cycle, today: date) -> str:
    """Who can say more to the people of `cycle` about another one that they may not see: their lead, or a manager."""
    if may_see(cycle.lead, hidden, today):
        return str(cycle.lead)
    managers = User.objects.filter(
        is_active=True, roles__kind=RoleKind.MANAGER, roles__directorate=hidden.directorate_id
    )
    manager = managers.order_by("name", "pk").first()
    return str(manager) if manager else "an administrator of people"


def _admitted_sql(user: User, today: date, which_parts: str = "") -> tuple[str, list[Any]]:
    """A condition on `cycle`: it is of a directorate that the person manages or covers, or they have a part in it."""
    directorates = sorted(_managed(user, today))
    managed = f"cycle.directorate_id IN ({_places(directorates)}) OR" if directorates else ""
    parts = f"""SELECT part.cycle_id FROM {CycleParticipant._meta.db_table} part
        WHERE part.user_id = %s AND part.reason IN ({_places(ADMITTING)}) {which_parts}"""
    return f"({managed} cycle.id IN ({parts}))", [*directorates, user.pk, *ADMITTING]


def _places(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _managed(user: User, today: date) -> set[int]:
    """The directorates that somebody manages, or covers for a manager of."""
    people = (user, *covered_people(user, today))
    return {directorate for person in people for directorate, _ in roles_of(person).grades}


def _is_admitted(user: User, directorates: Any) -> Q:
    """Of restricted cycles those of these directorates, and those in which the person has a part."""
    parts = CycleParticipant.objects.filter(user=user, reason__in=ADMITTING, cycle_restricted=True)
    return Q(directorate__in=directorates) | Q(pk__in=parts.values("cycle"))
