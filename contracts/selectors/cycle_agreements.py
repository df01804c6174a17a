"""The agreements of a cycle and of a service, as far as somebody sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement, AgreementSupplier, ReplacedAgreement
from cycles.models import Cycle


def has_agreements() -> Q:
    """Cycles that put an agreement in place or replace one."""
    own = Exists(Agreement.objects.filter(cycle=OuterRef("pk")))
    return Q(own | Exists(ReplacedAgreement.objects.filter(cycle=OuterRef("pk"))))


def with_suppliers(agreements: QuerySet[Agreement]) -> QuerySet[Any]:
    """With the first supplier's name, and how many there are."""
    rows = AgreementSupplier.objects.filter(agreement=OuterRef("pk"))
    number = rows.order_by().values("agreement").annotate(number=Count("supplier", distinct=True)).values("number")
    return agreements.annotate(
        supplier_name=Subquery(rows.order_by("supplier__name").values("supplier__name")[:1]),
        supplier_count=Coalesce(Subquery(number), 0),
    )


def agreements_of_cycle(user: User, cycle: Cycle) -> QuerySet[Any]:
    """What a visible cycle replaces, with `replaced`, and what it puts in place; councillors see what is signed.

    What it replaces is shown once signed: otherwise it may belong to another cycle that is restricted.
    """
    replaced, own = Q(replaced_in__cycle=cycle), Q(cycle=cycle)
    if not roles_of(user).is_officer:
        own &= Q(is_signed=True)
    rows = Agreement.objects.filter(own | (replaced & Q(is_signed=True)))
    link = ReplacedAgreement.objects.filter(cycle=cycle, agreement=OuterRef("pk"))
    return with_suppliers(rows).annotate(replaced=Exists(link)).order_by("-replaced", F("start").asc(nulls_last=True))
