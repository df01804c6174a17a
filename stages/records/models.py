"""The base of every row of a stage's work, and what is stored about all of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cycles.models import Cycle


class StageRecord(models.Model):
    """One row of one table of a cycle: an intended outcome, a risk, an option.

    A draft was carried over from elsewhere and nobody has confirmed it: it counts for no check and is not sealed.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE)
    position = models.PositiveIntegerField()  # in the table, from 1
    is_draft = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)  # where a draft came from: "cycle 1, C-0012"
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )  # None where it was carried over

    class Meta:
        abstract = True
        ordering = ("position", "pk")


class RecordText(models.Model):
    """A row of any table by its name and its words: for counting the rows of a cycle, and for searching."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="record_texts")
    kind = models.CharField(max_length=40)  # RecordKind.code
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    words = models.TextField()  # folded: ui/text_search.py
    is_draft = models.BooleanField()
    # who answers for the row, where it names somebody
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "record_id"), name="record_text_once"),)
        indexes = (models.Index(fields=("cycle", "kind")),)

    def __str__(self) -> str:
        return self.title


class StoredFinding(models.Model):
    """What a check found in the records of a cycle when they were last changed: checklists.checks.Finding."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="stored_findings")
    check_name = models.CharField(max_length=60)
    result = models.CharField(max_length=10)
    sentence = models.TextField()
    looked_at = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cycle", "check_name"), name="stored_finding_once"),)

    def __str__(self) -> str:
        return self.sentence


class PastedTable(models.Model):
    """Rows that were pasted or read from a file and not brought in yet: the team sees them, for a week."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)  # RecordKind.code
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)  # of the file or its sheet; "" for what was pasted
    cells = models.JSONField()  # rows of texts, as they were read
    heading_row = models.PositiveIntegerField(null=True)  # its index in cells
    columns = models.JSONField(default=list)  # the field of each column, "" for one that is left out
    mended = models.JSONField(default=dict)  # texts of boxes by field, by the number of the row
    left_out = models.JSONField(default=list)  # numbers of rows
    is_updating = models.BooleanField(default=False)  # rows with the same title are changed, not added

    def __str__(self) -> str:
        return self.name or "Pasted rows"
