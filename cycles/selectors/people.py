"""The people who can be named in a cycle as owner or checker."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import RoleKind, User
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.selectors.visibility import may_see


def owns_condition(user: User, cycle: Cycle) -> bool:
    """Whether the person owns a condition of the cycle, open or not."""
    rows = CycleParticipant.objects.filter(cycle=cycle, user=user, reason=ParticipantReason.CONDITION_OWNER)
    return rows.exists()


def people_near(cycle: Cycle, also: Collection[int] = ()) -> QuerySet[User]:
    """Active people by name: lead, sponsor, team, the directorate's managers, every adviser, and those in `also`.

    In a restricted cycle only those of them who see it: anybody else could not open the pages.
    """
    named = (ParticipantReason.LEAD, ParticipantReason.SPONSOR, ParticipantReason.TEAM)
    participants = CycleParticipant.objects.filter(cycle=cycle, reason__in=named)
    near = (
        Q(pk__in=participants.values("user"))
        | Q(pk__in=also)
        | Q(roles__kind=RoleKind.MANAGER, roles__directorate=cycle.directorate_id)
        | Q(roles__kind=RoleKind.ADVISER)
    )
    users = User.objects.filter(near, is_active=True).distinct()
    if not cycle.restricted:
        return users
    today = timezone.localdate()
    return User.objects.filter(pk__in=[user.pk for user in users if user.pk in also or may_see(user, cycle, today)])
