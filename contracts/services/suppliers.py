"""Adding suppliers, changing them, and making two that are one into one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.refusals import Refused
from audit import services as trail
from contracts.models import Supplier
from contracts.policies.register import may_keep_register
from contracts.supplier_names import supplier_key
from cycles.selectors.text_search import folded


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


def add_supplier(values: SupplierInput, *, actor: User, at: datetime) -> Supplier:
    """Raises Refused, or ValidationError naming the field."""
    if not (verdict := may_keep_register(actor)):
        raise Refused(verdict.reason)
    if not supplier_key(values.name):
        raise ValidationError({"name": "Enter the supplier's name"})
    with transaction.atomic():
        supplier = Supplier(**vars(values), key=supplier_key(values.name), added_at=at)
        supplier.words = supplier_words(supplier, [])
        supplier.save()
        trail.record(supplier.chain, "supplier_added", actor=actor, at=at, about=supplier, name=supplier.name)
        return supplier


def supplier_words(supplier: Supplier, other_names: list[str]) -> str:
    """The words by which a supplier is found."""
    numbers = (supplier.company_number, supplier.charity_number, supplier.ppon, supplier.care_location)
    return folded(" ".join(filter(None, [supplier.name, *other_names, *numbers])))
