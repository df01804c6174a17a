"""Options appraisal: the ways to meet the need, what they are scored against, the scores and the choice."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cycles.models import Cycle
from stages.records.models import StageRecord


class OptionKind(models.TextChoices):
    """The ways that the framework's principle of robustness asks to be considered, from in-house to external."""

    KEEP = "keep", "Keep as is"
    STOP = "stop", "Stop"
    IN_HOUSE = "in_house", "Deliver it in-house"
    PARTNERSHIP = "partnership", "Partnership or grant"
    EXTERNAL = "external", "External supplier"
    REDESIGN = "redesign", "Redesign with technology"
    OTHER = "other", "Another way"


class Option(StageRecord):
    """A way to meet the need: kept for appraisal, or ruled out with the reason in a sentence."""

    name = models.CharField("option", max_length=200)
    kind = models.CharField("kind", max_length=20, choices=OptionKind.choices)
    description = models.CharField("what it means", max_length=500, blank=True)
    advantages = models.CharField("advantages", max_length=500, blank=True)
    disadvantages = models.CharField("disadvantages", max_length=500, blank=True)
    is_ruled_out = models.BooleanField("ruled out", default=False)
    reason = models.CharField(
        "why it is kept or ruled out",
        max_length=500,
        blank=True,
        help_text="In one sentence: the decision report says it under “Alternatives considered”",
    )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.is_ruled_out and not self.reason:
            raise ValidationError({"reason": "Say in one sentence why it is ruled out"})


class Criterion(StageRecord):
    """What the options are scored against, with its weight. Fixed before anything is scored: Appraisal.locked_at."""

    name = models.CharField("criterion", max_length=100)
    weight = models.PositiveSmallIntegerField(
        "weight",
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="In percent; all weights make 100",
    )
    means_none = models.CharField("what 0 means", max_length=200, blank=True)
    means_full = models.CharField("what 5 means", max_length=200, blank=True)
    is_from_cost = models.BooleanField(
        "scored from cost",
        default=False,
        help_text="5 for the lowest whole-life cost, and less in proportion: nobody types it",
    )

    class Meta(StageRecord.Meta):
        constraints = (
            models.CheckConstraint(
                name="criterion_weighs_something", condition=models.Q(weight__gte=1, weight__lte=100)
            ),
        )

    def __str__(self) -> str:
        return self.name


class Appraisal(models.Model):
    """The appraisal of a cycle's options as a whole: when its criteria were fixed, who scored, what was chosen."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scored_on = models.DateField(null=True, blank=True)
    scorers = models.CharField(max_length=500, blank=True)  # who was in the room, as they were named
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who entered the scores last
    chosen = models.ForeignKey(Option, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)  # why that option
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="criteria_locked_by_somebody",
                condition=models.Q(locked_at__isnull=True, locked_by__isnull=True)
                | models.Q(locked_at__isnull=False, locked_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Options appraisal of {self.cycle_id}"


class OptionScore(models.Model):
    """How far one option meets one criterion, 0 to 5. What is scored from cost has none."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("option", "criterion"), name="option_scored_once"),
            models.CheckConstraint(name="score_from_0_to_5", condition=models.Q(score__gte=0, score__lte=5)),
        )

    def __str__(self) -> str:
        return str(self.score)
