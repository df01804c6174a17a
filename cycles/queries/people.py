"""Who can be named in a cycle: as owner of what is missing, or to check it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import RoleKind, User
from cycles.models import Cycle


def people_near(cycle: Cycle, also: Collection[int] = ()) -> QuerySet[User]:
    """Active people by name: lead, sponsor, team, the directorate's managers, every adviser, and those in `also`."""
    near = (
        Q(pk__in=[cycle.lead_id, cycle.sponsor_id, *also])
        | Q(cycles_worked_on=cycle)
        | Q(roles__kind=RoleKind.MANAGER, roles__directorate=cycle.directorate_id)
        | Q(roles__kind=RoleKind.ADVISER)
    )
    return User.objects.filter(near, is_active=True).distinct()
