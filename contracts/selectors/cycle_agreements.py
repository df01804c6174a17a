"""The agreements of a cycle and of a service, as far as somebody sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement, AgreementSupplier, ReplacedAgreement
from cycles.models import Cycle
from ui.lookups import keep_related


def cycles_of_service(service_id: int) -> list[Any]:
    """In order, each with `has_agreements`: whether it puts an agreement in place or replaces one.

    Written out, as every overview asks: Cycle has so many columns that a queryset takes longer than the database.
    """
    statement = f"""
        SELECT cycle.*,
            EXISTS (SELECT 1 FROM {Agreement._meta.db_table} WHERE cycle_id = cycle.id)
                OR EXISTS (SELECT 1 FROM {ReplacedAgreement._meta.db_table} WHERE cycle_id = cycle.id)
                AS has_agreements
        FROM {Cycle._meta.db_table} cycle
        WHERE cycle.service_id = %s
        ORDER BY cycle.number"""
    return list(Cycle.objects.raw(statement, [service_id]))


def with_suppliers(agreements: QuerySet[Agreement]) -> QuerySet[Any]:
    """With the first supplier's name, and how many there are."""
    rows = AgreementSupplier.objects.filter(agreement=OuterRef("pk"))
    number = rows.order_by().values("agreement").annotate(number=Count("supplier", distinct=True)).values("number")
    found: QuerySet[Any] = agreements.annotate(
        supplier_name=Subquery(rows.order_by("supplier__name").values("supplier__name")[:1]),
        supplier_count=Coalesce(Subquery(number), 0),
    )
    return found


def agreements_of_cycle(user: User, cycle: Cycle, *, has_any: bool = True) -> list[Any]:
    """What a visible cycle replaces, with `replaced`, and what it puts in place; councillors see what is signed.

    What it replaces is shown once signed: otherwise it may belong to another cycle that is restricted. One statement;
    none where the caller knows that the cycle has no agreement. For officers the cycle keeps those that it puts in
    place, so that a check which asks for them reads nothing.
    """
    is_officer, found = roles_of(user).is_officer, []
    if has_any:
        own = Q(cycle=cycle) if is_officer else Q(cycle=cycle, is_signed=True)
        rows = with_suppliers(Agreement.objects.filter(own | Q(replaced_in__cycle=cycle, is_signed=True)))
        link = ReplacedAgreement.objects.filter(cycle=cycle, agreement=OuterRef("pk"))
        rows = rows.annotate(replaced=Exists(link))
        found = list(rows.order_by("-replaced", F("start").asc(nulls_last=True), "serial"))
    if is_officer:
        keep_related(cycle, "agreements", [row for row in found if row.cycle_id == cycle.pk])
    return found
