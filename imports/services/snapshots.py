"""An entry of the register as plain values, so that an import can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Directorate, User
from contracts.models import Agreement, Supplier
from contracts.services.agreements import (
    COLUMNS,
    REFERENCES,
    AgreementInput,
    ExtensionInput,
    LotInput,
    SuppliedByInput,
)
from cycles.models import Cycle, Service

DAYS = ("signed_on", "start", "first_end", "review_on", "break_from")
MONEY = ("value", "yearly_value", "vat_not_recoverable")
MODELS: Mapping[str, type[Any]] = {
    "directorate": Directorate,
    "service": Service,
    "cycle": Cycle,
    "framework": Agreement,
    "contract_manager": User,
    "deputy": User,
}


def snapshot_of(values: AgreementInput) -> dict[str, Any]:
    """The entry in JSON's types; rows of other tables by their ids."""
    plain: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(values, name)
        if name in REFERENCES:
            value = value.pk if value else None
        elif isinstance(value, date | Decimal):
            value = str(value)
        plain[name] = value
    plain["suppliers"] = [
        [each.supplier.pk, each.lot] for each in values.suppliers if isinstance(each.supplier, Supplier)
    ]
    plain["lots"] = [[lot.number, lot.title, None if lot.value is None else str(lot.value)] for lot in values.lots]
    plain["extensions"] = [
        [each.months, each.until and each.until.isoformat(), each.notice_months, each.notice_days, each.decided_by]
        for each in values.extensions
    ]
    return plain


def restored(plain: Mapping[str, Any]) -> AgreementInput:
    """The entry that a snapshot was made of."""
    columns = {name: plain[name] for name in COLUMNS}
    columns |= {name: date.fromisoformat(plain[name]) for name in DAYS if plain[name]}
    columns |= {name: Decimal(plain[name]) for name in MONEY if plain[name] is not None}
    columns |= {name: MODELS[name].objects.get(pk=plain[name]) for name in REFERENCES if plain[name]}
    suppliers = Supplier.objects.in_bulk([pk for pk, _ in plain["suppliers"]])
    return AgreementInput(
        **columns,
        suppliers=[SuppliedByInput(suppliers[pk], lot) for pk, lot in plain["suppliers"]],
        lots=[LotInput(number, title, value and Decimal(value)) for number, title, value in plain["lots"]],
        extensions=[
            ExtensionInput(months, until and date.fromisoformat(until), notice_months, notice_days, decided_by)
            for months, until, notice_months, notice_days, decided_by in plain["extensions"]
        ],
    )
