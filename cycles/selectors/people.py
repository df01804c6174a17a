"""Who can be named in a cycle: as owner of what is missing, or to check it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import RoleKind, User
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.selectors.visibility import may_see


def people_near(cycle: Cycle, also: Collection[int] = ()) -> QuerySet[User]:
    """Active people by name: lead, sponsor, team, the directorate's managers, every adviser, and those in `also`.

    In a restricted cycle only those of them who see it: what is given to somebody else could never be done.
    """
    named = (ParticipantReason.LEAD, ParticipantReason.SPONSOR, ParticipantReason.TEAM)
    participants = CycleParticipant.objects.filter(cycle=cycle, reason__in=named)
    near = (
        Q(pk__in=participants.values("user"))
        | Q(pk__in=also)
        | Q(roles__kind=RoleKind.MANAGER, roles__directorate=cycle.directorate_id)
        | Q(roles__kind=RoleKind.ADVISER)
    )
    found = User.objects.filter(near, is_active=True).distinct()
    if not cycle.restricted:
        return found
    on = timezone.localdate()
    return User.objects.filter(pk__in=[user.pk for user in found if user.pk in also or may_see(user, cycle, on)])
