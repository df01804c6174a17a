"""A small register for tests, made by the real services."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts.models import Agreement, Supplier
from contracts.services.agreements import AgreementInput, SuppliedByInput, record_agreement
from contracts.services.suppliers import SupplierInput, add_supplier
from tests.council import NOW, Council


def supplier(council: Council, name: str = "Brightways Care Ltd", *, at: datetime = NOW, **more: Any) -> Supplier:
    return add_supplier(SupplierInput(name, **more), actor=council["lead"], at=at)


def agreement(council: Council, *suppliers: Supplier, at: datetime = NOW, **more: Any) -> Agreement:
    """A contract of Place that runs from 1 April 2025 to 31 March 2028, unless `more` says otherwise."""
    values: dict[str, Any] = {
        "title": "Street cleansing",
        "directorate": council.place,
        "value": Decimal(600_000),
        "start": date(2025, 4, 1),
        "first_end": date(2028, 3, 31),
        "suppliers": [SuppliedByInput(each) for each in suppliers],
    } | more
    return record_agreement(AgreementInput(**values), actor=council["lead"], at=at)
