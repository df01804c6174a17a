"""Recording variations and uplifts of an agreement, and withdrawing those that were recorded in error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused
from contracts.models import Agreement, Variation, VariationKind
from contracts.policies.changes import may_vary, may_withdraw_variation
from contracts.services.changing import changing_agreement
from contracts.services.derived import renew_derived
from ui.wording import day, money

MOST_MONTHS = 1200  # of all variations of an agreement together: what is beyond is a slip of the keyboard


@dataclass(frozen=True)
class VariationInput:
    """`value` is added to the whole-life value and `months` to the term; below 0 they are taken off."""

    what: str
    starts: date
    approver: str
    approved_on: date
    kind: str = VariationKind.VARIATION
    value: Decimal = Decimal(0)
    months: int = 0
    is_foreseen: bool = False


def record_variation(agreement: Agreement, values: VariationInput, *, actor: User, at: datetime) -> Variation:
    """Raises Refused, or ValidationError naming the field."""
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if not (verdict := may_vary(fresh)):
            raise Refused(verdict.reason)
        if values.approved_on > change.on:
            raise ValidationError({"approved_on": "Enter the day on which it was approved: it can’t be in the future"})
        if values.months and (fresh.first_end is None or fresh.ended_on is not None):
            reason = "It has ended" if fresh.ended_on else "It has no end that could move"
            raise ValidationError({"months": f"{reason}, so leave the months empty"})
        counting = fresh.variations.filter(withdrawn_because="").values_list("months", flat=True)
        if values.months and sum(map(abs, counting), abs(values.months)) > MOST_MONTHS:
            raise ValidationError({"months": f"The variations would move the end by more than {MOST_MONTHS} months"})
        before = fresh.current_end
        variation = Variation.objects.create(agreement=fresh, **vars(values), recorded_by=actor, recorded_at=at)
        renew_derived(fresh, change.on)
        if fresh.current_end and fresh.start and fresh.current_end < fresh.start:
            raise ValidationError({"months": f"It would end on {day(fresh.current_end)}, before it starts"})
        change.record(
            "variation_recorded",
            about=variation,
            what=values.what,
            before=_moved("", before, fresh.current_end, before),
            after=_moved(money(values.value), before, fresh.current_end, fresh.current_end),
        )
        return variation


def withdraw_variation(variation: Variation, *, reason: str, actor: User, at: datetime) -> Variation:
    """It was recorded in error, so it no longer counts; its row stays."""
    with changing_agreement(variation.agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        row = Variation.objects.select_for_update(of=("self",)).get(pk=variation.pk)
        if not (verdict := may_withdraw_variation(row)):
            raise Refused(verdict.reason)
        if not reason.strip():
            raise ValidationError({"reason": "Enter the reason"})
        before = fresh.current_end
        row.withdrawn_because = reason
        row.save(update_fields=["withdrawn_because"])
        renew_derived(fresh, change.on)
        change.record(
            "variation_withdrawn",
            about=row,
            what=row.what,
            reason=reason,
            before=_moved(money(row.value), before, fresh.current_end, before),
            after=_moved("", before, fresh.current_end, fresh.current_end),
        )
        return row


def _moved(value: str, before: date | None, after: date | None, end: date | None) -> dict[str, object]:
    """One side of what the record says was changed; the end only where it moved."""
    return {"value_added": value} | ({} if before == after else {"current_end": end})
