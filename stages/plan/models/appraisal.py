"""Options appraisal: the ways in which the need could be met."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

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
