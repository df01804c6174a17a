"""Files that are too large to wait for: asked for by one person, made in the background, kept for a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

KEPT = timedelta(days=7)


class ExportState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    MAKING = "making", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Not made"


class Export(models.Model):
    """One file that one person asked for; nobody else is ever given it.

    A maker leases it by an UPDATE that sets `lease` and `lease_until`, and goes on only while the lease is its own; a
    lease that runs out lets the file be made again. `hidden` and `columns` say what its reader could not see, and what
    they could, when it was made.
    """

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    name = models.CharField(max_length=40)  # of the page on which the table stands
    title = models.CharField(max_length=100)
    query = models.TextField(blank=True)
    filtered = models.TextField(blank=True)  # the same in words
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(default=0)  # in the file so far
    count = models.PositiveIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    file = models.CharField(max_length=40, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    columns = models.JSONField(default=list)
    hidden = models.JSONField(default=list)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(name="export_state_is_known", condition=Q(state__in=ExportState.values)),
            models.CheckConstraint(
                name="a_ready_export_has_a_file", condition=~Q(state="ready") | ~Q(file="") & Q(made_at__isnull=False)
            ),
        )
        indexes = (
            models.Index(fields=("asked_at", "id"), condition=Q(state__in=["waiting", "making"]), name="file_to_make"),
        )

    def __str__(self) -> str:
        return f"{self.title} for {self.asked_by}"

    @property
    def path(self) -> Path:
        return Path(settings.EXPORTS_ROOT) / self.file

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something, so that looking again may show more."""
        return self.state in (ExportState.WAITING, ExportState.MAKING)

    @property
    def kept_until(self) -> datetime:
        return self.asked_at + KEPT
