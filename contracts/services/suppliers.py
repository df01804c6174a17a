"""Adding suppliers, changing them, and saying that two are not the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from accounts.refusals import Refused, Stale
from audit import services as trail
from contracts.models import Agreement, AgreementSupplier, DistinctSuppliers, Supplier, SupplierName
from contracts.policies.register import may_keep_register
from contracts.services.derived import agreement_words
from contracts.supplier_names import supplier_key
from contracts.supplier_numbers import FORMS, MalformedNumber, clean_number
from ui.text import folded
from ui.wording import day

NAMED = ("service", "directorate", "cycle")  # what the words and dates of an agreement follow from
GONE = "One of these suppliers is not in the register any more: the file that brought it in was taken back."
NUMBERS = tuple(FORMS)
FIELDS = ("name", *NUMBERS, "is_local", "is_small", "is_voluntary")
NUMBER_LABELS = {
    "company_number": "The company number",
    "charity_number": "The charity number",
    "ppon": "The procurement organisation number",
    "care_location": "The number of the regulator",
}


@dataclass(frozen=True)
class SupplierInput:
    """What is known of a supplier; None where a yes or no is not known."""

    name: str
    company_number: str = ""
    charity_number: str = ""
    ppon: str = ""
    care_location: str = ""
    is_local: bool | None = None
    is_small: bool | None = None
    is_voluntary: bool | None = None


def add_supplier(values: SupplierInput, *, actor: User, at: datetime, is_another: bool = False) -> Supplier:
    """`is_another` says that it is not the one of the same name that is in the register already.

    Raises Refused, or ValidationError naming the field, with the code "known" for a name that is in the register.
    """
    require_keeper(actor)
    facts = clean_values(values)
    with transaction.atomic():
        _lock_names()
        if not is_another:
            _require_new_name(facts["key"])
        supplier = Supplier(**facts, added_at=at)
        supplier.words = supplier_words(supplier, [])
        supplier.save()
        trail.record(supplier.chain, "supplier_added", actor=actor, at=at, about=supplier, name=supplier.name)
        return supplier


def change_supplier(
    supplier: Supplier,
    values: SupplierInput,
    *,
    other_names: Sequence[str] | None = None,
    former_until: date | None = None,
    keeps_former: bool = True,
    actor: User,
    at: datetime,
    seen_version: int,
    is_another: bool = False,
) -> Supplier:
    """Change what is known of a supplier; a changed name is kept as a former one, with its last day where it is known.

    `other_names` are all names besides, without it they stay; without `keeps_former` the name was only misspelt.
    Raises Refused, Stale, or ValidationError as `add_supplier` does.
    """
    require_keeper(actor)
    facts = clean_values(values)
    with transaction.atomic():
        agreements = lock_agreements_of(supplier) if facts["name"] != supplier.name else []
        fresh = lock_unmerged(supplier, seen_version)
        _lock_names()
        if not is_another and facts["key"] != fresh.key:
            _require_new_name(facts["key"], besides=fresh)
        before = recorded_supplier(fresh)
        _store_names(fresh, facts, other_names, former_until if keeps_former else None, keeps_former=keeps_former)
        for name, value in facts.items():
            setattr(fresh, name, value)
        after = recorded_supplier(fresh)
        changed = [name for name in after if before[name] != after[name]]
        if not changed:
            return fresh
        store_supplier(fresh)
        if "name" in changed:
            renew_words(agreements)
        trail.record(
            fresh.chain,
            "supplier_changed",
            actor=actor,
            at=at,
            about=fresh,
            name=fresh.name,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        return fresh


@transaction.atomic
def say_distinct(one: Supplier, other: Supplier, *, actor: User, at: datetime) -> None:
    """The two are not the same, however alike they look. Saying it twice changes nothing."""
    require_keeper(actor)
    first, second = sorted((one, other), key=lambda supplier: supplier.pk)
    if first.pk == second.pk:
        raise ValidationError("Select two suppliers: one is the same as itself")
    lock_live_suppliers([first.pk, second.pk])
    _, is_new = DistinctSuppliers.objects.get_or_create(
        first=first, second=second, defaults={"said_by": actor, "said_at": at}
    )
    if is_new:
        for supplier, than in ((first, second), (second, first)):
            facts: dict[str, Any] = {"name": supplier.name, "other": than.name}
            trail.record(supplier.chain, "supplier_distinct", actor=actor, at=at, about=supplier, **facts)


def require_keeper(actor: User) -> None:
    if not (verdict := may_keep_register(actor)):
        raise Refused(verdict.reason)


def clean_values(values: SupplierInput) -> dict[str, Any]:
    """The columns of a supplier. Raises ValidationError that names each field at fault."""
    faults: dict[str, str] = {}
    facts: dict[str, Any] = vars(values) | {"name": " ".join(values.name.split())}
    facts["key"] = supplier_key(facts["name"])
    if not facts["key"]:
        faults["name"] = "Enter the supplier’s name"
    for field in NUMBERS:
        try:
            facts[field] = clean_number(field, facts[field])
        except MalformedNumber as fault:
            faults[field] = f"{NUMBER_LABELS[field]} must be {fault}"
    if faults:
        raise ValidationError(faults)
    return facts


def recorded_supplier(supplier: Supplier) -> dict[str, Any]:
    """What the record keeps of a supplier."""
    values = {name: getattr(supplier, name) for name in FIELDS}
    names = [f"{row.name} until {day(row.until)}" if row.until else row.name for row in supplier.other_names.all()]
    return values | {"other_names": names}


def store_supplier(supplier: Supplier) -> None:
    """Save a locked supplier with the words by which it is found."""
    supplier.words = supplier_words(supplier, [row.name for row in supplier.other_names.all()])
    supplier.version += 1
    supplier.save()


def supplier_words(supplier: Supplier, other_names: list[str]) -> str:
    """The words by which a supplier is found."""
    numbers = (supplier.company_number, supplier.charity_number, supplier.ppon, supplier.care_location)
    return folded(" ".join(filter(None, [supplier.name, *other_names, *numbers])))


def lock_live_suppliers(keys: Iterable[int]) -> dict[int, int]:
    """Lock suppliers before something names them; for each key the one to name, where it was merged into another.

    Everything locks agreements and waivers first, then suppliers, each in the order of their keys, and the names of
    suppliers last, so that nobody waits in a circle. Raises Refused where one is gone: its file was taken back.
    """
    asked = set(keys)
    rows = Supplier.objects.filter(pk__in=asked).values_list("merged_into", flat=True)
    every: set[int] = {*asked, *(pk for pk in rows if pk is not None)}
    locked = Supplier.objects.select_for_update(no_key=True).filter(pk__in=every).order_by("pk")
    live = {supplier.pk: supplier.merged_into_id or supplier.pk for supplier in locked if supplier.pk in asked}
    if asked - live.keys():
        raise Refused(GONE)
    return live


def lock_agreements_of(supplier: Supplier) -> list[Agreement]:
    """The agreements that name the supplier, locked in the order of their keys."""
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True).select_related(*NAMED)
    return list(rows.filter(pk__in=supplier.agreements_held.values("agreement")).order_by("pk"))


def lock_unmerged(supplier: Supplier, seen_version: int) -> Supplier:
    """The supplier's row, locked. Raises Stale where it was changed or merged since the page was made."""
    fresh = Supplier.objects.select_for_update(no_key=True, of=("self",)).filter(pk=supplier.pk).first()
    if fresh is None:
        raise Refused(GONE)
    if fresh.merged_into_id is not None or fresh.version != seen_version:
        raise Stale("This supplier was changed while you were working on it", row=fresh)
    return fresh


def renew_words(agreements: Sequence[Agreement]) -> None:
    """Find locked agreements by the present names of their suppliers."""
    names: dict[int, list[str]] = {agreement.pk: [] for agreement in agreements}
    for row in AgreementSupplier.objects.filter(agreement__in=names).select_related("supplier"):
        names[row.agreement_id].append(row.supplier.name)
    for agreement in agreements:
        agreement.words = agreement_words(agreement, names[agreement.pk])
    Agreement.objects.bulk_update(agreements, ["words"], batch_size=200)


def _store_names(
    supplier: Supplier,
    facts: dict[str, Any],
    other_names: Sequence[str] | None,
    former_until: date | None,
    *,
    keeps_former: bool,
) -> None:
    """The other names as they are wanted, never one with the key of the name itself."""
    rows = {row.key: row for row in supplier.other_names.all()}
    if other_names is None:
        wanted = {key: row.name for key, row in rows.items()}
    else:
        wanted = {key: " ".join(name.split()) for name in other_names if (key := supplier_key(name))}
    if keeps_former and facts["key"] != supplier.key:
        wanted[supplier.key] = supplier.name
    wanted.pop(facts["key"], None)
    supplier.other_names.exclude(key__in=wanted).delete()
    for key, name in wanted.items():
        row = rows.get(key) or SupplierName(supplier=supplier, key=key)
        row.name = name
        if key == supplier.key and former_until:
            row.until = former_until
        row.save()


def _lock_names() -> None:
    """On PostgreSQL whoever gives a supplier its name at the same time waits for this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contracts.supplier'))")


def _require_new_name(key: str, besides: Supplier | None = None) -> None:
    rows = Supplier.objects.filter(Q(key=key) | Q(other_names__key=key), merged_into__isnull=True)
    others = rows.exclude(pk=besides.pk) if besides else rows
    if known := others.order_by("pk").first():
        message = f"{known.name} is in the register already: use it, or say that this is another"
        raise ValidationError({"name": ValidationError(message, code="known")})
