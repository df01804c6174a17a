"""Documents and links that answers rest on."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.models import Cycle

SOON = timedelta(days=92)  # evidence that goes out of date within three months


class EvidenceKind(models.TextChoices):
    FILE = "file", "File"
    LINK = "link", "Link"


class Evidence(models.Model):
    """A file or a link of one cycle. What it is never changes: a newer version is an item of its own.

    Its title and its dates can be mended, on record. Records that were sealed before keep what they said.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=4, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    words = models.TextField(default="", editable=False)  # for the search: ui/text_search.py
    dated = models.DateField()
    good_until = models.DateField()
    confidential = models.BooleanField(default=False)
    url = models.URLField(max_length=1000, blank=True)
    file_key = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    notes = models.JSONField(default=dict, blank=True)  # uploads.remarks.FileNote, each with the names in it
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-added_at", "-id")
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_link",
                condition=Q(kind="file", url="") & ~Q(file_key="") & ~Q(sha256="")
                | Q(kind="link", file_key="", sha256="") & ~Q(url=""),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def earlier_versions(self) -> list[int]:
        """The ids of the items whose place it took, the latest first."""
        ids: list[int] = []
        earlier = self.replaces_id
        while earlier is not None:
            ids.append(earlier)
            earlier = Evidence.objects.values_list("replaces_id", flat=True).get(pk=earlier)
        return ids

    def is_in_date(self, day: date) -> bool:
        """The day until which it is good is included."""
        return day <= self.good_until

    def ends_soon(self, day: date) -> bool:
        return self.is_in_date(day) and self.good_until <= day + SOON

    @staticmethod
    def in_date(day: date, path: str = "") -> Q:
        """The evidence of which `is_in_date` is true, seen along a path to it."""
        return Q(**{f"{path}good_until__gte": day})


class DamagedFile(models.Model):
    """Evidence whose stored bytes are altered or missing; the row goes once they are as they were."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="damage")
    is_missing = models.BooleanField()
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.evidence} is {'missing' if self.is_missing else 'altered'}"
