"""Who is told and asked in place of somebody who has left.

In a cycle that is its lead, or else its sponsor, or else the active managers of the lowest grade that anybody holds in
its directorate. All of them see a restricted cycle. Nothing is stored, so reactivation undoes it by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, Q, QuerySet

from accounts.models import Role, RoleKind, User
from accounts.roles import GRADES, roles_of
from cycles.models import LIVE_STAGES, Cycle

Managers = Mapping[tuple[int, str], Sequence[User]]  # by directorate and grade


def active_managers(directorates: Collection[int] | None = None) -> Managers:
    """The active managers of these directorates, or of all, by name."""
    roles = Role.objects.filter(kind=RoleKind.MANAGER, user__is_active=True)
    if directorates is not None:
        roles = roles.filter(directorate__in=directorates)
    managers: dict[tuple[int, str], list[User]] = {}
    for role in roles.select_related("user").order_by("user__name", "pk"):
        assert role.directorate_id is not None  # manager_has_grade_and_directorate
        managers.setdefault((role.directorate_id, role.grade), []).append(role.user)
    return managers


def replacements(cycle: Cycle, managers: Managers, but_not: Collection[int] = ()) -> list[User]:
    """Who is asked in place of a leaver; nobody where the directorate has no manager either. Reads nothing."""
    for person in (cycle.lead, cycle.sponsor):
        if person.is_active and person.pk not in but_not:
            return [person]
    for grade in GRADES:
        holders = managers.get((cycle.directorate_id, grade), ())
        if people := [person for person in holders if person.pk not in but_not]:
            return people
    return []


def holder_or_replacements(
    holder: User, cycle: Cycle, managers: Managers | None = None, but_not: Collection[int] = ()
) -> list[User]:
    """Who is asked for something in the cycle: its holder, or whoever replaces them once they have left.

    The managers are read where nobody passes them and neither lead nor sponsor is left.
    """
    if holder.is_active:
        return [holder]
    people = replacements(cycle, managers or {}, but_not)
    if people or managers is not None:
        return people
    return replacements(cycle, active_managers([cycle.directorate_id]), but_not)


def leaderless_cycles(user: User) -> QuerySet[Cycle]:
    """The live cycles whose lead has left and for which this person is asked in their place; none without a grade."""
    grades = roles_of(user).grades
    if not grades:
        return Cycle.objects.none()
    left = User.objects.filter(is_active=False)
    comes = Q(sponsor=user)
    for directorate, grade in grades:
        lower = Role.objects.filter(
            kind=RoleKind.MANAGER,
            directorate=directorate,
            grade__in=GRADES[: GRADES.index(grade)],
            user__is_active=True,
        )
        comes |= Q(~Exists(lower), directorate=directorate, sponsor__in=left)
    return Cycle.objects.filter(comes, lead__in=left, stage__in=LIVE_STAGES)
