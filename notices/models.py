"""Notices that were published or that the law does not ask for, and what their rules ask of a procurement."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from contracts.models import Agreement, ProcurementCategory
from cycles.models import Cycle


class Notice(models.Model):
    """What is on record of one notice of an agreement, or of a procurement that runs in a cycle.

    `code` is that of the edition's rule (UK7), `occurrence` the turn of one that repeats ("2027", "Q1 2027/28").
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    code = models.CharField(max_length=40)
    occurrence = models.CharField(max_length=20, blank=True)
    published_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    not_required_because = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("published_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="notice_is_of_an_agreement_or_a_cycle",
                condition=Q(agreement__isnull=False, cycle__isnull=True)
                | Q(agreement__isnull=True, cycle__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_is_published_or_not_required",
                condition=Q(published_on__isnull=False, not_required_because="")
                | (Q(published_on__isnull=True) & ~Q(not_required_because="")),
            ),
            models.UniqueConstraint(fields=("agreement", "code", "occurrence"), name="notice_of_an_agreement_once"),
            models.UniqueConstraint(fields=("cycle", "code", "occurrence"), name="notice_of_a_cycle_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.occurrence}".strip()


class ProcurementRecord(models.Model):
    """Of an agreement, or of a procurement that runs in a cycle. None and "" are not known; money is in GBP."""

    agreement = models.OneToOneField(
        Agreement, on_delete=models.CASCADE, null=True, blank=True, related_name="procurement"
    )
    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, null=True, blank=True, related_name="procurement")
    category = models.CharField(max_length=16, choices=ProcurementCategory.choices, blank=True)  # of a cycle
    value_with_vat = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    engaged = models.BooleanField(null=True, blank=True)  # suppliers were engaged with before the tender
    engaged_on = models.DateField(null=True, blank=True)
    advertised = models.BooleanField(null=True, blank=True)
    tender_on = models.DateField(null=True, blank=True)
    award_on = models.DateField(null=True, blank=True)
    signs_on = models.DateField(null=True, blank=True)  # planned, of what is not signed yet
    urgent = models.BooleanField(null=True, blank=True)  # awarded as urgent
    abandoned_on = models.DateField(null=True, blank=True)
    kpis_published = models.BooleanField(null=True, blank=True)
    # Whether payments above the figure of the edition (contract payment notice) are made under it.
    large_payments = models.BooleanField(null=True, blank=True)
    breach_on = models.DateField(null=True, blank=True)  # the latest breach or poor performance that is to be published
    version = models.PositiveIntegerField(default=0)

    NAMES = (
        "category",
        "value_with_vat",
        "engaged",
        "engaged_on",
        "advertised",
        "tender_on",
        "award_on",
        "signs_on",
        "urgent",
        "abandoned_on",
        "kpis_published",
        "large_payments",
        "breach_on",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="procurement_record_is_of_an_agreement_or_a_cycle",
                condition=Q(agreement__isnull=False, cycle__isnull=True)
                | Q(agreement__isnull=True, cycle__isnull=False),
            ),
            models.CheckConstraint(
                name="procurement_has_no_value_below_nothing",
                condition=Q(value_with_vat__isnull=True) | Q(value_with_vat__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"Procurement of {self.agreement or self.cycle}"
