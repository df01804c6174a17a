"""What was changed in an agreement, and what was allowed beside the rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Directorate
from contracts.models.agreements import Agreement
from contracts.models.suppliers import Supplier
from cycles.models import Cycle, Service


class VariationKind(models.TextChoices):
    VARIATION = "variation", "Variation"
    UPLIFT = "uplift", "Uplift of prices"


class Variation(models.Model):
    """A change of an agreement after it was signed. `value` is added to its whole-life value, below 0 taken off."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="variations")
    kind = models.CharField(max_length=10, choices=VariationKind.choices)
    what = models.CharField(max_length=400)
    value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    months = models.SmallIntegerField(default=0)  # of the term, that are not an extension foreseen in the agreement
    starts = models.DateField()
    # Whether a clause of the agreement foresaw it (Procurement Act 2023 Schedule 8); the limits of s75 count it too.
    is_foreseen = models.BooleanField(default=False)
    approver = models.CharField(max_length=200)
    approved_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_because = models.TextField(blank=True)  # recorded in error: it no longer counts

    class Meta:
        ordering = ("starts", "pk")

    def __str__(self) -> str:
        return self.what


class WaiverKind(models.TextChoices):
    WAIVER = "waiver", "Waiver"
    EXEMPTION = "exemption", "Exemption"


class Waiver(models.Model):
    """An award or an extension beside the contract rules, until it expires or a cycle ends it."""

    serial = models.PositiveIntegerField(unique=True)
    reference = models.CharField(max_length=12, unique=True)  # W-0012
    kind = models.CharField(max_length=10, choices=WaiverKind.choices)
    cause = models.CharField(max_length=40)  # a code of the edition: waiver_causes
    what = models.CharField(max_length=400)
    reason = models.TextField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    starts = models.DateField()
    expires = models.DateField()
    approver = models.CharField(max_length=200)
    approved_on = models.DateField()
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="waivers")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="waivers")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="waivers")
    ended_by = models.ForeignKey(Cycle, on_delete=models.PROTECT, null=True, blank=True, related_name="waivers_ended")
    version = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ("-approved_on", "-serial")
        constraints = (
            models.CheckConstraint(name="waiver_expires_after_it_starts", condition=Q(expires__gte=models.F("starts"))),
        )
        indexes = (models.Index(fields=("approved_on",)), models.Index(fields=("expires",)))

    def __str__(self) -> str:
        return f"{self.reference} {self.what}"

    def get_absolute_url(self) -> str:
        return reverse("waiver", args=[self.reference])

    @property
    def chain(self) -> str:
        """Its own chain of the record."""
        return f"waiver:{self.pk}"
