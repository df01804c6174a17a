"""Which agreements run, are to come or are over on a day, and what a supplier's part of them is worth a year."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from contracts.models import Agreement, AgreementKind, AgreementSupplier

SUM = DecimalField(max_digits=20, decimal_places=2)


def is_running(today: date, prefix: str = "") -> Q:
    """Signed, begun and not over, or running on although its end has passed. `prefix` leads to the agreement."""
    signed = _q(prefix, is_signed=True)
    begun = _q(prefix, start__isnull=True) | _q(prefix, start__lte=today)
    on = _q(prefix, current_end__isnull=True) | _q(prefix, current_end__gte=today)
    runs_on = _q(prefix, ended_on__isnull=True, running_on_since__isnull=False)
    return signed & begun & (on | runs_on)


def state_on(today: date, prefix: str = "") -> Case:
    """running, to_come or ended. What is not signed yet, or starts on a later day, is to come."""
    over = _q(prefix, ended_on__lt=today)
    to_come = (_q(prefix, is_signed=False) | _q(prefix, start__gt=today)) & ~over
    return Case(
        When(is_running(today, prefix), then=Value("running")),
        When(to_come, then=Value("to_come")),
        default=Value("ended"),
    )


def counts_in_totals(prefix: str = "") -> Q:
    """Frameworks don't: what is bought under them is counted as their call-offs."""
    return ~_q(prefix, kind=AgreementKind.FRAMEWORK)


def shares(rows: QuerySet[AgreementSupplier]) -> QuerySet[AgreementSupplier]:
    """With `share` and `yearly_share`: what an agreement is worth, in equal parts to each that it names.

    A supplier of two of three lots has two parts of three: the register does not say who is paid how much.
    """
    others = AgreementSupplier.objects.filter(agreement=OuterRef("agreement")).order_by().values("agreement")
    parts = Subquery(others.annotate(parts=Count("pk")).values("parts"))
    return rows.annotate(
        parts=Cast(parts, SUM),
        share=Cast(F("agreement__value"), SUM) / F("parts"),
        yearly_share=Cast(F("agreement__value_a_year"), SUM) / F("parts"),
    )


def rounded(value: Any) -> Decimal | None:
    """A sum that a database divided, in pence."""
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def in_pounds(value: Any) -> Decimal | None:
    """A part of a value, in whole pounds: what somebody divided is not exact to the penny."""
    return None if value is None else Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP)


def of_visible(visible: QuerySet[Agreement]) -> QuerySet[AgreementSupplier]:
    """Who supplies the visible agreements."""
    return AgreementSupplier.objects.filter(agreement__in=visible.order_by().values("pk")).order_by()


def _q(prefix: str, **conditions: Any) -> Q:
    return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})
