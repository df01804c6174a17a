"""The audit trail: what was done, by whom and when. Rows are only added; each has the hash of the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One fact in one chain: a cycle's (`cycle:12`) or the system's. Triggers refuse UPDATE, DELETE and TRUNCATE."""

    chain = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=500, blank=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "seq")
        constraints = (
            models.UniqueConstraint(fields=("chain", "seq"), name="audit_one_event_a_place"),
            models.UniqueConstraint(fields=("chain", "prev_hash"), name="audit_chain_never_forks"),
        )
        indexes = (models.Index(fields=("-at", "-id"), name="audit_newest_first"),)

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.verb}"
