"""The live cycle that prepares what comes after an agreement, of the cycles that somebody sees.

Which one that is, and which agreements could lapse for want of one: contracts/selectors/coverage.py. It is stored
beside the agreement for all cycles but restricted ones (contracts.models.AgreementOutlook); what those change is added
for the few people who see them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from contracts.models import Agreement
from contracts.selectors.coverage import preparing_cycles
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.visibility import split_by_restriction, visible_to

IS_PREPARED = Q(outlook__is_prepared=True)  # by a cycle that exists for everybody
STORED_FIELDS = tuple(
    f"outlook__{name}"
    for name in ("is_prepared", "follower__reference", "follower__started_at", "follower__restricted")
)


@dataclass(frozen=True)
class RestrictedPreparers:
    """The keys of restricted live cycles that may prepare what comes after an agreement, and of their services.

    `agreements` are those that one of them names as replaced.
    """

    cycles: frozenset[int] = frozenset()
    services: frozenset[int] = frozenset()
    agreements: frozenset[int] = frozenset()


@dataclass(frozen=True)
class NextCycle:
    reference: str
    started_at: datetime


def restricted_preparers(user: User, today: date) -> RestrictedPreparers:
    """Those that the person sees, in one statement: a restricted one would be given away by what it changes."""
    _, restricted = split_by_restriction(user, today)
    has_agreement = Exists(Agreement.objects.filter(service=OuterRef("service")))
    live = restricted.filter(has_agreement | Q(replaced_agreement__isnull=False), stage__in=LIVE_STAGES).order_by()
    found: list[Any] = list(live.values_list("pk", "service", "replaced_agreement__agreement"))
    return RestrictedPreparers(
        frozenset(pk for pk, _, _ in found),
        frozenset(service for _, service, _ in found),
        frozenset(agreement for _, _, agreement in found if agreement is not None),
    )


def has_next_cycle(restricted: RestrictedPreparers, today: date) -> Q:
    """The agreements for which a live cycle prepares what comes next, `restricted` ones with the others."""
    if not restricted.cycles:
        return IS_PREPARED
    _, of_service = preparing_cycles(today, Cycle.objects.filter(pk__in=restricted.cycles))
    by_service = Q(service__in=restricted.services) & Q(Exists(of_service))
    return IS_PREPARED | Q(pk__in=restricted.agreements) | by_service


def outlook_has_next_cycle(restricted: RestrictedPreparers, today: date) -> Q:
    """The same of rows of AgreementOutlook."""
    stored = Q(is_prepared=True)
    if not restricted.cycles:
        return stored
    return stored | Q(pk__in=Agreement.objects.filter(has_next_cycle(restricted, today)).order_by().values("pk"))


def next_cycles(rows: Iterable[Any], restricted: RestrictedPreparers, user: User, today: date) -> dict[int, NextCycle]:
    """By agreement its next cycle. `rows` have STORED_FIELDS, and nothing is read unless a restricted cycle is near."""
    found, near = {}, []
    for row in rows:
        if row.pk in restricted.agreements or row.service_id in restricted.services:
            near.append(row.pk)
        elif row.outlook__is_prepared and not row.outlook__follower__restricted:
            found[row.pk] = NextCycle(row.outlook__follower__reference, row.outlook__follower__started_at)
    return found | (_read_next_cycles(near, user, today) if near else {})


def _read_next_cycles(agreements: list[int], user: User, today: date) -> dict[int, NextCycle]:
    live: QuerySet[Cycle] = visible_to(user, today).filter(stage__in=LIVE_STAGES).order_by()
    first = Coalesce(*(Subquery(cycles.values("pk")[:1]) for cycles in preparing_cycles(today, live)))
    rows = Agreement.objects.filter(pk__in=agreements).annotate(next_cycle=first).order_by()
    chosen = dict(rows.filter(next_cycle__isnull=False).values_list("pk", "next_cycle"))
    cycles = Cycle.objects.filter(pk__in=chosen.values()).values_list("pk", "reference", "started_at")
    read = {pk: NextCycle(reference, started_at) for pk, reference, started_at in cycles}
    return {pk: read[cycle] for pk, cycle in chosen.items()}
