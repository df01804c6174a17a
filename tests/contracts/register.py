"""A small register for tests, made by the real services."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts.models import Agreement, Supplier, Waiver
from contracts.services.agreements import AgreementInput, SuppliedByInput, record_agreement
from contracts.services.suppliers import SupplierInput, add_supplier
from contracts.services.waivers import WaiverInput, record_waiver
from cycles.models import Cycle
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


def waiver(council: Council, *, ended_by: Cycle | None = None, at: datetime = NOW, **more: Any) -> Waiver:
    """A waiver of Place for urgency, from 1 October 2026 to 31 March 2027, approved on 20 September 2026."""
    values: dict[str, Any] = {
        "what": "Direct award of street cleansing",
        "cause": "urgency",
        "reason": "The supplier went out of business.",
        "value": Decimal(120_000),
        "starts": date(2026, 10, 1),
        "expires": date(2027, 3, 31),
        "approver": "Daniel Okafor, Assistant Director",
        "approved_on": date(2026, 9, 20),
        "directorate": council.place,
    } | more
    return record_waiver(WaiverInput(**values), ended_by=ended_by, actor=council["lead"], at=at)
