"""The live cycle that prepares what comes after an agreement, of the cycles that somebody sees.

Which one that is, and which agreements could lapse for want of one: contracts/selectors/coverage.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from contracts.models import Agreement
from contracts.selectors.coverage import preparing_cycles
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.visibility import visible_to


def live_cycles(user: User, today: date) -> QuerySet[Cycle]:
    """Those that the person sees: a restricted one would be given away by what it changes in a list."""
    return visible_to(user, today).filter(stage__in=LIVE_STAGES).order_by()


def has_next_cycle(live: QuerySet[Cycle], today: date) -> Q:
    """The agreements for which one of the `live` cycles prepares what comes next: stored but for restricted ones.

    One statement reads the restricted ones, which are few, so that hardly a row needs a look at cycles.
    """
    stored = Q(outlook__is_prepared=True)
    restricted = dict(live.filter(restricted=True).values_list("pk", "service"))
    if not restricted:
        return stored
    named, of_service = preparing_cycles(today, Cycle.objects.filter(pk__in=restricted))
    of_their_services = Q(service__in=set(restricted.values()))
    return stored | Q(Exists(named)) | (of_their_services & Q(Exists(of_service)))


def next_cycles(agreements: Iterable[Any], live: QuerySet[Cycle], today: date) -> dict[int, Any]:
    """By agreement its next cycle, with `reference` and `started_at`; two statements for all of them."""
    cycles = preparing_cycles(today, live)
    found = Coalesce(*(Subquery(each.values("pk")[:1]) for each in cycles))
    rows = Agreement.objects.filter(pk__in=[row.pk for row in agreements]).annotate(next_cycle=found).order_by()
    chosen = dict(rows.filter(next_cycle__isnull=False).values_list("pk", "next_cycle"))
    read = {row.pk: row for row in Cycle.objects.filter(pk__in=chosen.values()).only("pk", "reference", "started_at")}
    return {pk: read[cycle] for pk, cycle in chosen.items()}
