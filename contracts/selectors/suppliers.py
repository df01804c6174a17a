"""Suppliers as a list, what each holds, and how much of the council's yearly value is with one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from accounts.models import User
from contracts.models import Agreement, AgreementSupplier, DistinctSuppliers, Supplier, SupplierName
from contracts.selectors.running import (
    SUM,
    counts_in_totals,
    in_pounds,
    is_running,
    of_visible,
    shares,
    state_on,
)
from contracts.selectors.visibility import visible_agreements
from contracts.supplier_likeness import AlikePair, NamedSupplier, alike_pairs
from ui.text import clean_line
from ui.text_search import holds, words_of

YES_NO = {"yes": True, "no": False, "unknown": None}
YES_NO_CHOICES = (("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))
# the filters of the list, with the column that each asks of
FACTS = {"local": "is_local", "small": "is_small", "voluntary": "is_voluntary"}
AGREEMENTS = (("running", "Some that run"), ("none", "None at all"))
SORTS: Mapping[str, tuple[Any, ...]] = {
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "running": ("running", "name", "pk"),
    "-running": ("-running", "name", "pk"),
    "yearly": (F("yearly").asc(nulls_first=True), "name", "pk"),
    "-yearly": (F("yearly").desc(nulls_last=True), "name", "pk"),
}
DEFAULT_SORT = "name"
HELD_FIELDS = (
    *("supplier", "lot__number", "lot__title", "agreement__service__name", "agreement__directorate__name"),
    *(
        f"agreement__{name}"
        for name in ("serial", "reference", "title", "kind", "is_signed", "start", "current_end", "is_rolling")
    ),
)
NUMBER_NAMES = {
    "company_number": "company number",
    "charity_number": "charity number",
    "ppon": "procurement organisation number",
    "care_location": "number of the care regulator",
}


@dataclass(frozen=True)
class SupplierFilter:
    """What the list is asked for: all of it stands in the address, and nothing else of the address counts."""

    words: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    agreements: str = ""
    sort: str = DEFAULT_SORT

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        facts = {name: query.get(name, "") for name in FACTS}
        agreements, sort = query.get("agreements", ""), query.get("sort", "")
        return cls(
            words=clean_line(query.get("q", ""))[:200],
            facts={name: value for name, value in facts.items() if value in YES_NO},
            agreements=agreements if agreements in dict(AGREEMENTS) else "",
            sort=sort if sort in SORTS else DEFAULT_SORT,
        )

    @property
    def params(self) -> dict[str, str]:
        sort = "" if self.sort == DEFAULT_SORT else self.sort
        every = {"q": self.words, **self.facts, "agreements": self.agreements, "sort": sort}
        return {name: value for name, value in every.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.params)

    @property
    def is_set(self) -> bool:
        return bool(self.words or self.facts or self.agreements)


def unmerged_suppliers() -> QuerySet[Supplier]:
    return Supplier.objects.filter(merged_into__isnull=True)


def matching_suppliers(user: User, asked: SupplierFilter, today: date) -> QuerySet[Supplier]:
    """In their order, with `running` (agreements) and `yearly` (value), of agreements that exist for the person."""
    held = running_rows(today).filter(supplier=OuterRef("pk"))
    running = held.values("supplier")
    worth = shares(held.filter(counts_in_totals("agreement__")))
    suppliers = unmerged_suppliers().annotate(
        running=Coalesce(
            Subquery(
                running.annotate(count=Count("agreement", distinct=True)).values("count"),
                output_field=IntegerField(),
            ),
            Value(0),
        ),
        yearly=Subquery(worth.values("supplier").annotate(total=Sum("yearly_share")).values("total"), output_field=SUM),
    )
    for word in words_of(asked.words):
        suppliers = suppliers.filter(holds(word))
    for name, value in asked.facts.items():
        known = YES_NO[value]
        suppliers = suppliers.filter(**{FACTS[name]: known} if known is not None else {f"{FACTS[name]}__isnull": True})
    if asked.agreements == "running":
        suppliers = suppliers.filter(running__gt=0)
    elif asked.agreements == "none":
        suppliers = suppliers.exclude(pk__in=of_visible(visible_agreements(user, today)).values("supplier"))
    return suppliers.order_by(*SORTS[asked.sort])


def running_rows(today: date) -> QuerySet[AgreementSupplier]:
    """Who supplies what runs. It is signed, so it exists for everybody: visibility need not be asked, row by row."""
    return AgreementSupplier.objects.filter(is_running(today, "agreement__")).order_by()


@dataclass(frozen=True)
class SupplierTotals:
    suppliers: int
    running: int
    yearly: Decimal | None


def supplier_totals(suppliers: QuerySet[Supplier], today: date) -> SupplierTotals:
    """Of the listed suppliers; an agreement that several of them hold counts once."""
    listed = suppliers.order_by().values("pk")
    held = running_rows(today).filter(supplier__in=listed)
    totals = held.aggregate(running=Count("agreement", distinct=True))
    worth = shares(held.filter(counts_in_totals("agreement__"))).aggregate(yearly=Sum("yearly_share"))
    return SupplierTotals(suppliers.order_by().count(), totals["running"], in_pounds(worth["yearly"]))


def held_by(user: User, supplier: Supplier, today: date) -> list[AgreementSupplier]:
    """What a supplier holds of agreements that exist for the person, with `state`; the latest end first."""
    rows = shares(of_visible(visible_agreements(user, today)).filter(supplier=supplier))
    rows = rows.select_related("agreement__service", "agreement__directorate", "lot").only(*HELD_FIELDS)
    return list(
        rows.annotate(state=state_on(today, "agreement__")).order_by(
            F("agreement__current_end").desc(nulls_first=True), "agreement__serial", "pk"
        )
    )


def yearly_by_directorate(today: date) -> dict[int | None, tuple[str, Decimal]]:
    """The yearly value of all running agreements, which exist for everybody, by directorate, with its name."""
    running = Agreement.objects.filter(is_running(today), counts_in_totals()).order_by()
    rows = running.values_list("directorate", "directorate__name").annotate(total=Sum("value_a_year"))
    return {pk: (name or "", in_pounds(total) or Decimal(0)) for pk, name, total in rows}


def suppliers_alike() -> list[tuple[AlikePair, Supplier, Supplier]]:
    """Pairs that may be one, those apart of which somebody said that they are not; in three statements."""
    suppliers = {supplier.pk: supplier for supplier in unmerged_suppliers()}
    keys: dict[int, list[str]] = {pk: [supplier.key] for pk, supplier in suppliers.items()}
    for pk, key in SupplierName.objects.filter(supplier__in=unmerged_suppliers()).values_list("supplier", "key"):
        keys[pk].append(key)
    named = [
        NamedSupplier(pk, keys[pk], {name: getattr(supplier, name) for name in NUMBER_NAMES})
        for pk, supplier in suppliers.items()
    ]
    distinct = set(DistinctSuppliers.objects.values_list("first", "second"))
    pairs = [pair for pair in alike_pairs(named, NUMBER_NAMES) if (pair.first, pair.second) not in distinct]
    return [(pair, suppliers[pair.first], suppliers[pair.second]) for pair in pairs]


def same_names(key: str) -> list[Supplier]:
    """The suppliers in the register that have or had a name with this key."""
    rows = unmerged_suppliers().filter(Q(key=key) | Q(other_names__key=key))
    return list(rows.distinct().order_by("name", "pk"))


def merged_suppliers(supplier: Supplier) -> Sequence[Supplier]:
    """Those that were merged into this one."""
    return list(Supplier.objects.filter(merged_into=supplier).order_by("name", "pk"))
