"""What was taken from the contracts register."""

from __future__ import annotations

from django.db import models

from contracts.models import Agreement, Supplier
from cycles.models import Cycle


class RegisterLink(models.Model):
    """A row of a cycle that was drafted from the register. It stays once the row is dropped, so that none comes twice.

    `drafted` is what the register said for the row, `present` what it says now, by what it is called; where the
    agreement has not the supplier any more, nothing.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)  # RecordKind.code
    record_id = models.BigIntegerField()
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, null=True, related_name="+")
    drafted = models.JSONField(default=dict)
    present = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "record_id"), name="register_link_once"),)
        indexes = (models.Index(fields=("cycle", "kind")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} of {self.agreement}"
