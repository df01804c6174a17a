"""A filled row of any table, made from its model: for tests that walk all of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from cycles.models import Cycle
from principles.models import Part
from stages.plan.models import MeasureType, OptionKind, VatTreatment
from stages.records.kinds import RecordKind, is_person

TYPICAL: dict[type[Any], Any] = {
    models.BooleanField: False,
    models.DecimalField: Decimal(12),
    models.IntegerField: 12,
    models.DateField: date(2026, 3, 31),
    models.URLField: "https://example.org/",
}
EMPTY = ("volume", "own_percent", "vat_percent")  # of a cost, each only where another field asks for it
YEARS = {"first_year": 2027, "last_year": 2030}


def sample(kind: RecordKind, cycle: Cycle) -> dict[str, Any]:
    """A value for every field, as a form would give it; what points to another row of the cycle takes the first."""
    return {name: _value(kind, kind.column(name), cycle) for name in kind.fields}


def samples(kind: RecordKind, cycle: Cycle) -> list[dict[str, Any]]:
    """As many rows as its checks ask for: one, a measure of each type, an option of each kind, funding of each year."""
    row = sample(kind, cycle)
    match kind.code:
        case "measures":
            return [row | {"kind": each} for each in MeasureType]
        case "options":
            return [
                row | {"kind": each, "name": each.label, "is_ruled_out": each != OptionKind.KEEP} for each in OptionKind
            ]
        case "cost-lines":
            return [row | {"uplift": "", "vat": VatTreatment.LEFT_OUT}]
        case "funding":
            return [row | {"year": year} for year in range(YEARS["first_year"], YEARS["last_year"] + 1)]
        case "cost-basis":
            return [row | {"confirmed_cost": Decimal(48)}]  # twelve a year
    return [row]


def _value(kind: RecordKind, column: models.Field[Any, Any], cycle: Cycle) -> Any:
    related: Any = column.related_model
    value: Any = f"{column.verbose_name} of a sample"[: column.max_length or 60]
    if column.name in kind.choices:
        value = next(code for code, _ in kind.choices[column.name](cycle) if code)
        value = [value] if isinstance(column, models.JSONField) else value
    elif is_person(column):
        value = cycle.lead
    elif column.name in EMPTY:
        value = None
    elif column.name in YEARS:
        value = YEARS[column.name]
    elif related:
        own = {"edition": cycle.edition} if issubclass(related, Part) else {"cycle": cycle}
        value = related._default_manager.filter(**own).first()
    elif column.choices:
        value = [code for code, _ in column.flatchoices if code not in (None, "")][-1]
    else:
        value = next((typical for cls, typical in TYPICAL.items() if isinstance(column, cls)), value)
    return value
