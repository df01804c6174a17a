"""The agreements of a cycle and of a service, as far as somebody sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement, AgreementSupplier, ReplacedAgreement
from cycles.models import Cycle


def cycles_of_service(service_id: int) -> QuerySet[Any]:
    """In order, each with `has_agreements`: whether it puts an agreement in place or replaces one."""
    own = Exists(Agreement.objects.filter(cycle=OuterRef("pk")))
    replaced = Exists(ReplacedAgreement.objects.filter(cycle=OuterRef("pk")))
    has_any = Case(When(Q(own | replaced), then=Value(value=True)), default=Value(value=False))
    cycles: QuerySet[Any] = Cycle.objects.filter(service=service_id).annotate(has_agreements=has_any)
    return cycles.order_by("number")


def with_suppliers(agreements: QuerySet[Agreement]) -> QuerySet[Any]:
    """With the first supplier's name, and how many there are."""
    rows = AgreementSupplier.objects.filter(agreement=OuterRef("pk"))
    number = rows.order_by().values("agreement").annotate(number=Count("supplier", distinct=True)).values("number")
    found: QuerySet[Any] = agreements.annotate(
        supplier_name=Subquery(rows.order_by("supplier__name").values("supplier__name")[:1]),
        supplier_count=Coalesce(Subquery(number), 0),
    )
    return found


def agreements_of_cycle(user: User, cycle: Cycle) -> QuerySet[Any]:
    """What a visible cycle replaces, with `replaced`, and what it puts in place; councillors see what is signed.

    What it replaces is shown once signed: otherwise it may belong to another cycle that is restricted.
    """
    replaced, own = Q(replaced_in__cycle=cycle), Q(cycle=cycle)
    if not roles_of(user).is_officer:
        own &= Q(is_signed=True)
    rows = Agreement.objects.filter(own | (replaced & Q(is_signed=True)))
    link = ReplacedAgreement.objects.filter(cycle=cycle, agreement=OuterRef("pk"))
    found: QuerySet[Any] = with_suppliers(rows).annotate(replaced=Exists(link))
    return found.order_by("-replaced", F("start").asc(nulls_last=True), "serial")
