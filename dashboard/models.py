"""Figures kept ready, those of earlier days, and the words that somebody writes beside them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Cell(models.Model):
    """What was counted of one directorate's cycles in one area. Cells add up: see `dashboard.selectors.area_groups`.

    Rows of area "" and "*" stand for every directorate, with nothing in them where there is nothing to count.
    """

    area = models.CharField(max_length=140, blank=True)
    directorate = models.CharField(max_length=40)  # its code
    counts = models.JSONField(default=dict)  # a Tally
    coming = models.JSONField(default=list)  # the next key decisions, soonest first
    as_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "directorate"), name="one_cell_a_place"),)

    def __str__(self) -> str:
        return f"{self.area or 'everywhere'}, {self.directorate}"


class Snapshot(models.Model):
    """The cells of the whole county as they were at the end of a day; today's is replaced until the day is over."""

    on = models.DateField()
    directorate = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("directorate", "on"), name="one_snapshot_a_day"),)

    def __str__(self) -> str:
        return f"{self.directorate} on {self.on}"


class Refreshed(models.Model):
    """One row: what the cells were counted at (`dashboard.selectors.changes`), and when that was last compared."""

    mark = models.CharField(max_length=100, blank=True)
    looked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.mark


class Commentary(models.Model):
    """What to know, in a few sentences, a line each. The latest is shown; none is changed."""

    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name_plural = "commentaries"

    def __str__(self) -> str:
        return f"Commentary by {self.author}"
