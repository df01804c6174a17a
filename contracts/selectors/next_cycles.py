"""The live cycle that prepares what comes after an agreement, and agreements that could lapse for want of one.

It is the cycle that says which agreement it replaces; without such a word any other live cycle of the agreement's
service, but not the one that put the agreement in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from contracts.selectors.agreement_states import past_its_end
from cycles.models import LIVE_STAGES, Cycle, CycleStatus
from cycles.selectors.visibility import visible_to

CYCLE_FIELDS = ("pk", "reference", "service_id", "replaced_agreement__agreement", "started_at")


def live_cycles(user: User, today: date) -> QuerySet[Cycle]:
    """Those that the person sees: a restricted one would be given away by what it changes in a list."""
    return visible_to(user, today).filter(stage__in=LIVE_STAGES).order_by()


def has_next_cycle(live: QuerySet[Cycle]) -> Q:
    """The agreements for which one of the `live` cycles prepares what comes next."""
    own = Coalesce(OuterRef("cycle"), Value(0))
    of_service = live.filter(service=OuterRef("service"), replaced_agreement__isnull=True).exclude(pk=own)
    return Q(Exists(live.filter(replaced_agreement__agreement=OuterRef("pk")))) | Q(Exists(of_service))


def could_lapse(live: QuerySet[Cycle], today: date) -> Q:
    """Past its end, or past the last safe day to start Analyse with no cycle that is still in time."""
    in_time = has_next_cycle(live.exclude(status=CycleStatus.OFF_TRACK))
    too_late = Q(is_signed=True, ended_on__isnull=True, current_end__gte=today, analyse_by__lt=today)
    return past_its_end(today) | (too_late & ~in_time)


def next_cycles(agreements: Iterable[Any], live: QuerySet[Cycle]) -> dict[int, Any]:
    """By agreement its next cycle, as named tuples, the earliest started first; one statement for all of them.

    `agreements` have `pk`, `service_id` and `cycle_id`.
    """
    agreements = list(agreements)
    services = {row.service_id for row in agreements if row.service_id}
    found = live.filter(
        Q(replaced_agreement__agreement__in=[row.pk for row in agreements])
        | Q(service__in=services, replaced_agreement__isnull=True)
    ).order_by("started_at", "pk")
    cycles: list[Any] = list(found.values_list(*CYCLE_FIELDS, named=True))
    chosen: dict[int, Any] = {}
    for row in agreements:
        for cycle in cycles:
            of_service = cycle.service_id == row.service_id and cycle.pk != row.cycle_id
            replaced = cycle.replaced_agreement__agreement
            if replaced == row.pk or (replaced is None and of_service):
                chosen.setdefault(row.pk, cycle)
    return chosen
