"""What is stored of what becomes of an agreement, so that lists and figures do not work it out for each reader."""

from __future__ import annotations

from django.db import models

from contracts.models.agreements import Agreement
from cycles.models import Cycle


class AgreementOutlook(models.Model):
    """Whether an agreement could lapse, and what follows it: contracts.selectors.coverage.computed_outlook.

    It is the same for every reader: restricted cycles follow nothing here. Stored anew when the agreement or a
    neighbour of its service changes, and for all agreements before the dashboard's figures are counted.
    """

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, primary_key=True, related_name="outlook")
    outcome = models.CharField(max_length=10)
    coverage = models.CharField(max_length=10)
    follower = models.ForeignKey(Cycle, on_delete=models.SET_NULL, null=True, related_name="+")
    next_agreement = models.CharField(max_length=12, null=True)  # its reference
    counted_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_decided = models.BooleanField()  # its end is recorded, or Review decided it
    is_prepared = models.BooleanField()  # a live cycle prepares what comes next
    # Copied from the agreement, so that sums of what ends read nothing but an index of this table.
    ends = models.DateField(null=True)  # its present end once it is signed
    ended_on = models.DateField(null=True)
    runs_on = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=("outcome",)),
            models.Index(fields=("ends", "ended_on", "runs_on", "is_prepared", "counted_value"), name="outlook_ends"),
        )

    def __str__(self) -> str:
        return f"{self.agreement}: {self.outcome}"
