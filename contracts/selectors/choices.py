"""What may be named in an entry of the register: suppliers, services, cycles and frameworks that the person sees."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Q, QuerySet

from accounts.models import User
from contracts.models import Agreement, AgreementKind, Supplier, SupplierName
from contracts.selectors.visibility import visible_agreements
from contracts.supplier_names import supplier_key
from cycles.models import Cycle, Service
from cycles.selectors.visibility import visible_to

MOST_SIMILAR = 5
LEAST_SIMILAR = 0.6  # of 1, by SequenceMatcher
LATEST_CYCLES = 200


@dataclass(frozen=True)
class SupplierChoices:
    """All suppliers that are not merged into another, read once for all rows of a page."""

    by_pk: dict[int, Supplier]
    by_key: dict[str, list[Supplier]] = field(default_factory=lambda: defaultdict(list))

    def named(self, name: str) -> list[Supplier]:
        """Those with that name, or with a former or a trading name like it, whatever its spelling."""
        return self.by_key.get(supplier_key(name), [])

    def similar(self, name: str) -> list[Supplier]:
        """Those whose names come close: a duplicate is likely."""
        typed = supplier_key(name)
        words = {word for word in typed.split() if len(word) > 2}
        close: dict[int, float] = {}
        for key, suppliers in self.by_key.items():
            if words & set(key.split()) and (ratio := SequenceMatcher(None, typed, key).ratio()) >= LEAST_SIMILAR:
                close |= {each.pk: max(ratio, close.get(each.pk, 0)) for each in suppliers}
        return [self.by_pk[pk] for pk in sorted(close, key=lambda pk: -close[pk])[:MOST_SIMILAR]]


def supplier_choices() -> SupplierChoices:
    suppliers = Supplier.objects.filter(merged_into=None).only("pk", "name", "key", "company_number")
    choices = SupplierChoices({supplier.pk: supplier for supplier in suppliers})
    for supplier in choices.by_pk.values():
        choices.by_key[supplier.key].append(supplier)
    for pk, key in SupplierName.objects.filter(supplier__merged_into=None).values_list("supplier", "key"):
        if choices.by_pk[pk] not in choices.by_key[key]:
            choices.by_key[key].append(choices.by_pk[pk])
    return choices


def services_to_choose(user: User, today: date, also: int | None = None) -> QuerySet[Service]:
    """A service whose cycles are all hidden from the person is as absent as these, but for `also`."""
    visible = visible_to(user, today).values("service")
    signed = visible_agreements(user, today).filter(service__isnull=False).values("service")
    return Service.objects.filter(Q(pk__in=visible) | Q(pk__in=signed) | Q(pk=also)).order_by("name", "pk")


def cycles_to_choose(user: User, today: date, service: int | None = None) -> QuerySet[Cycle]:
    """Those of the service, or else the latest of all."""
    cycles = visible_to(user, today).select_related("service").order_by("-pk")
    return (cycles.filter(service=service) if service else cycles)[:LATEST_CYCLES]


def frameworks_to_choose(user: User, today: date, of: Agreement | None = None) -> QuerySet[Agreement]:
    """Frameworks, and what a call-off is said to be under already. None is under itself."""
    named = Q(kind=AgreementKind.FRAMEWORK) | Q(pk=of.framework_id if of else None)
    frameworks = visible_agreements(user, today).filter(named)
    return frameworks.exclude(pk=of.pk) if of else frameworks
