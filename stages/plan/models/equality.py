"""Equality analysis: how a proposal affects people who share a protected characteristic (Equality Act 2010 s149)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cycles.models import Cycle
from stages.records.fields import DayColumn
from stages.records.models import StageRecord


class Effect(models.TextChoices):
    """Whether a proposal affects any group differently, as a screening asks."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known yet"


class EqualityAnalysis(models.Model):
    """The analysis of one cycle as its team works on it. A screening asks less and can become a full analysis.

    `number` is the version that is worked on. Once deciders were shown it, it is frozen: what changes after that is
    the next version. A change also ends that it is complete.
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="equality_analysis")
    number = models.PositiveIntegerField(default=1)
    is_screening = models.BooleanField(default=False)
    proposal = models.CharField(
        "what is proposed", max_length=500, help_text="In one sentence: what will change, and for whom"
    )
    service_data = models.TextField(
        "what the service data says",
        blank=True,
        help_text="Who uses the service by protected characteristic, and who should but does not",
    )
    data_dated = DayColumn("date of the data", null=True, blank=True)
    missing_groups = models.TextField(
        "groups missing from our evidence",
        blank=True,
        help_text="Who they are and how you will reach them. If none is missing, say how you know",
    )
    affects = models.CharField(
        "does it affect any group differently?", max_length=10, choices=Effect.choices, blank=True
    )  # asked by a screening, as are the next two
    affected = models.JSONField("which groups", default=list, blank=True)  # codes of characteristics
    needs_full = models.BooleanField("is a full analysis needed?", null=True, blank=True)
    conclusion = models.TextField(
        "conclusion", blank=True, help_text="What the analysis shows, and what the proposal does because of it"
    )
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_frozen = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)  # of the fields above, not of the assessments
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Equality analysis, version {self.number}"


class EqualityAssessment(models.Model):
    """What the analysis says of one characteristic of the edition."""

    analysis = models.ForeignKey(EqualityAnalysis, on_delete=models.CASCADE, related_name="assessments")
    characteristic = models.SlugField(max_length=80)  # its name in the edition as a slug: "gender-reassignment"
    evidence = models.TextField(blank=True)
    missing = models.TextField(blank=True)  # groups that the evidence says nothing about
    impacts = models.JSONField(default=dict)  # by the code of the duty's limb: {"impact": "negative", "why": "..."}

    class Meta:
        constraints = (models.UniqueConstraint(fields=("analysis", "characteristic"), name="assessed_once"),)

    def __str__(self) -> str:
        return self.characteristic


class Mitigation(StageRecord):
    """What is done so that the proposal harms a group less."""

    action = models.CharField("action", max_length=300, help_text="What will be done to remove or reduce the impact")
    characteristics = models.JSONField("groups that it helps", default=list)  # codes of characteristics
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="owner",
    )
    due = DayColumn("done by", null=True, blank=True)

    def __str__(self) -> str:
        return self.action


class EqualityVersion(models.Model):
    """One version as deciders were shown it: frozen when the first pack that holds it was sealed, never changed."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="equality_versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # stages.plan.equality.Content
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # who submitted

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cycle", "number"), name="equality_version_once"),)
        ordering = ("number",)

    def __str__(self) -> str:
        return f"Equality analysis, version {self.number}"
