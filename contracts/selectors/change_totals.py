"""What the variations of an agreement come to against the limits of the edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from contracts.change_limits import AwardedTerms, ChangeTotal, VariationTerms, change_totals
from contracts.models import Agreement, Extension, Variation
from contracts.terms import ExtensionTerm, move_last_day


def totals_of_changes(
    agreement: Agreement,
    variations: Iterable[Variation],
    extensions: Iterable[Extension],
    figures: Mapping[str, Any],
    more: Iterable[VariationTerms] = (),
) -> list[ChangeTotal]:
    """What the variations come to, with those in `more`. Values are without VAT on both sides of the percentage.

    A variation that a clause foresaw counts too: Procurement Act 2023 s75 leaves out no modification of Schedule 8.
    """
    if not figures.get("change_limits_percent"):
        return []
    end = awarded_end(agreement, extensions)
    days = (end - agreement.start).days + 1 if end and agreement.start else None
    awarded = AwardedTerms(agreement.regime, agreement.category, agreement.value, days)
    changes = [
        VariationTerms(change_key(row), row.starts, row.value, days_of(row.months, end))
        for row in variations
        if not row.withdrawn_because
    ]
    return change_totals(figures, awarded, [*changes, *more])


def change_key(variation: Variation) -> str:
    """What its notices name it by."""
    return f"V{variation.pk}"


def awarded_end(agreement: Agreement, extensions: Iterable[Extension]) -> date | None:
    """The last day of the longest term as awarded: with every option to extend, taken or not."""
    end = agreement.first_end
    for row in extensions:
        end = ExtensionTerm(row.months, row.until).end_after(end) if end else None
    return end


def days_of(months: int, end: date | None) -> int | None:
    """The days that so many months add to a term that ends on `end`."""
    if not months:
        return 0
    return (move_last_day(end, months) - end).days if end else None
