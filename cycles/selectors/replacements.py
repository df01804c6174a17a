"""Who is told and asked in place of somebody who has left, or who may not see a cycle that was restricted.

In a cycle that is its lead, or else its sponsor while they manage its directorate, or else the active managers of the
lowest grade that anybody holds there. What managers alone may hand over does not come to the lead. All of them see a
restricted cycle. Nothing is stored, so reactivation undoes it by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Role, RoleKind, User
from accounts.roles import GRADES, roles_of
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.visibility import may_see

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


def replacements(
    cycle: Cycle, managers: Managers, but_not: Collection[int] = (), *, by_managers: bool = False
) -> list[User]:
    """Who is asked in place of a leaver; nobody where the directorate has no manager either. Reads nothing.

    `by_managers` says that only managers may hand it over, so the lead is left out.
    """
    if cycle.lead.is_active and cycle.lead_id not in but_not and not by_managers:
        return [cycle.lead]
    grades = [managers.get((cycle.directorate_id, grade), ()) for grade in GRADES]
    if cycle.sponsor_id not in but_not and any(cycle.sponsor in holders for holders in grades):
        return [cycle.sponsor]
    for holders in grades:
        if people := [person for person in holders if person.pk not in but_not]:
            return people
    return []


def holder_or_replacements(
    holder: User,
    cycle: Cycle,
    managers: Managers | None = None,
    but_not: Collection[int] = (),
    *,
    by_managers: bool = False,
) -> list[User]:
    """Who is asked for something in the cycle: its holder, or whoever replaces them where they can't act any more.

    The managers are read where nobody passes them and the lead is not asked.
    """
    if can_act(holder, cycle):
        return [holder]
    people = replacements(cycle, managers or {}, but_not, by_managers=by_managers)
    if people or managers is not None:
        return people
    return replacements(cycle, active_managers([cycle.directorate_id]), but_not, by_managers=by_managers)


def can_act(holder: User, cycle: Cycle) -> bool:
    """Whether they can sign in and, of a restricted cycle, see it: one restricted later may be hidden from its owners.

    A lead always sees the cycle, so that nothing is read for them.
    """
    if not cycle.restricted or holder.pk == cycle.lead_id:
        return holder.is_active
    return holder.is_active and may_see(holder, cycle, timezone.localdate())


def cycles_asked_of_manager(user: User) -> QuerySet[Cycle]:
    """The cycles in which this person is asked where the lead is not; none without a grade."""
    grades = roles_of(user).grades
    if not grades:
        return Cycle.objects.none()
    managers = Role.objects.filter(kind=RoleKind.MANAGER, user__is_active=True)
    asked = Q(sponsor=user, directorate__in={directorate for directorate, _ in grades})
    for directorate, grade in grades:
        there = managers.filter(directorate=directorate)
        lower = there.filter(grade__in=GRADES[: GRADES.index(grade)])
        asked |= Q(~Exists(lower), ~Exists(there.filter(user=OuterRef("sponsor"))), directorate=directorate)
    return Cycle.objects.filter(asked)


def leaderless_cycles(user: User) -> QuerySet[Cycle]:
    """The live cycles whose lead has left and for which this person is asked in their place; none without a grade."""
    left = User.objects.filter(is_active=False)
    return cycles_asked_of_manager(user).filter(lead__in=left, stage__in=LIVE_STAGES)
