"""Notices that were published, or that the law does not ask for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from contracts.models.agreements import Agreement
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
