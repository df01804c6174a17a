"""Stored figures, those of earlier days, and the commentary beside them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cycles.models import Cycle


class AreaFigures(models.Model):
    """The figures of one directorate's cycles in one area. Rows add up: see `dashboard.selectors.area_groups`.

    Every directorate has a row for the areas "" and "*", with no counts where there is nothing to count.
    """

    area = models.CharField(max_length=140, blank=True)
    directorate = models.CharField(max_length=40)  # its code
    counts = models.JSONField(default=dict)  # `dashboard.figures.Counts`
    decisions = models.JSONField(default=list)  # the next key decisions, earliest planned first
    as_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "directorate"), name="one_row_of_figures_a_place"),)

    def __str__(self) -> str:
        return f"{self.area or 'everywhere'}, {self.directorate}"


class Snapshot(models.Model):
    """The figures of the whole county at the end of a day; today's are replaced until the day is over."""

    on = models.DateField()
    directorate = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("directorate", "on"), name="one_snapshot_a_day"),)

    def __str__(self) -> str:
        return f"{self.directorate} on {self.on}"


class FiguresState(models.Model):
    """One row: the change token at which figures were counted, and when it was last found to be the present one."""

    change_token = models.CharField(max_length=100, blank=True)
    checked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.change_token


class TypedArrangement(models.Model):
    """What a cycle itself says that runs, where the register has no agreement: stored as the figures count it.

    A cycle without any of the three is absent. `ends` is None where it is not known.
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, primary_key=True, related_name="typed_arrangement")
    ends = models.DateField(null=True)
    outcome = models.CharField(max_length=10)  # contracts.selectors.coverage.OUTCOMES
    is_contract = models.BooleanField()  # something runs, or may run, and this cycle says what
    is_covered = models.BooleanField()  # a live cycle looks after it
    is_uncovered = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("ends",)),)

    def __str__(self) -> str:
        return f"{self.cycle}: {self.outcome}"


class Commentary(models.Model):
    """What councillors should know, a line for each point. The latest is shown; none is changed."""

    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name_plural = "commentaries"

    def __str__(self) -> str:
        return f"Commentary by {self.author}"
