"""Storing what becomes of agreements: whether each could lapse, and what follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from contracts.models import Agreement, AgreementOutlook
from contracts.selectors.coverage import computed_outlook

STORED = (
    *("outcome", "coverage", "follower_id", "next_agreement", "counted_value", "is_decided", "is_prepared"),
    *("ends", "ended_on", "runs_on"),
)


def renew_outlooks(today: date, agreements: QuerySet[Agreement] | None = None) -> int:
    """Work them out anew, of all agreements or some, and write those that differ; returns how many did."""
    rows: QuerySet[Any] = (Agreement.objects.all() if agreements is None else agreements).order_by()
    rows = rows.annotate(**computed_outlook(today))
    names = [f"new_{name.removesuffix('_id')}" for name in STORED]
    computed = {pk: tuple(values) for pk, *values in rows.values_list("pk", *names)}
    outlooks = AgreementOutlook.objects.all()
    if agreements is not None:
        outlooks = outlooks.filter(agreement__in=computed)
    stored = {pk: tuple(values) for pk, *values in outlooks.values_list("pk", *STORED)}
    changed = [
        AgreementOutlook(agreement_id=pk, **dict(zip(STORED, values, strict=True)))
        for pk, values in computed.items()
        if stored.get(pk) != values
    ]
    AgreementOutlook.objects.bulk_create(
        changed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["agreement"],
        update_fields=[name.removesuffix("_id") for name in STORED],
    )
    return len(changed)


def neighbours_of(agreement: Agreement) -> QuerySet[Agreement]:
    """Itself, and those whose outlook may depend on it: of its service, its framework and what is bought under it."""
    near = Q(pk=agreement.pk) | Q(framework=agreement.pk)
    if agreement.service_id:
        near |= Q(service=agreement.service_id)
    if agreement.framework_id:
        near |= Q(pk=agreement.framework_id)
    return Agreement.objects.filter(near)
