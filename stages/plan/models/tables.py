"""What Plan sets out: risks, standards, key measures, the delivery model, and short notes that a report can quote."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from stages.analyse.models import IntendedOutcome
from stages.records.fields import DayColumn
from stages.records.models import StageRecord
from ui.links import WebAddressField


class Risk(StageRecord):
    """What could go wrong: cause, effect, how likely and how bad, and who does what about it."""

    kind = models.CharField("kind", max_length=40, blank=True)  # of the edition: risk_kinds, or none of them
    cause = models.CharField("cause", max_length=300, help_text="What could happen, and why")
    effect = models.CharField(
        "effect", max_length=300, blank=True, help_text="What it would mean for people, money or time"
    )
    likelihood = models.PositiveSmallIntegerField(
        "likelihood",
        choices=[(1, "1 Rare"), (2, "2 Unlikely"), (3, "3 Possible"), (4, "4 Likely"), (5, "5 Almost certain")],
    )
    impact = models.PositiveSmallIntegerField(
        "impact", choices=[(1, "1 Slight"), (2, "2 Minor"), (3, "3 Moderate"), (4, "4 Major"), (5, "5 Severe")]
    )
    response = models.CharField("response", max_length=500, blank=True, help_text="What is done about it, and by when")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="owner",
    )
    review_on = DayColumn("next look at it", null=True, blank=True)

    def __str__(self) -> str:
        return self.cause

    @property
    def score(self) -> int:
        """1 to 25."""
        return self.likelihood * self.impact


class MinimumStandard(StageRecord):
    """A standard of quality, safety or safeguarding that the specification sets, and how it is checked."""

    what = models.CharField("minimum standard", max_length=300)
    checked_how = models.CharField("how it is checked", max_length=300, blank=True, help_text="By whom, and how often")
    specification_link = WebAddressField("where the specification says it", max_length=500, blank=True)

    def __str__(self) -> str:
        return self.what


class MeasureType(models.TextChoices):
    """The three questions of performance accountability (Friedman, results-based accountability)."""

    HOW_MUCH = "how_much", "How much do we do?"
    HOW_WELL = "how_well", "How well do we do it?"
    BETTER_OFF = "better_off", "Is anyone better off?"


class PlannedMeasure(StageRecord):
    """A key measure that the service will be held to account by."""

    name = models.CharField("measure", max_length=200)
    kind = models.CharField("what it tells", max_length=20, choices=MeasureType.choices)
    outcome = models.ForeignKey(
        IntendedOutcome,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="outcome that it shows",
    )
    definition = models.CharField("how it is worked out", max_length=500, blank=True)
    unit = models.CharField("unit", max_length=40, blank=True)
    baseline = models.DecimalField("baseline", max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField("target", max_digits=14, decimal_places=2, null=True, blank=True)
    tolerance = models.CharField("tolerance", max_length=100, blank=True, help_text="How far off is still acceptable")
    frequency = models.CharField("how often", max_length=60, blank=True, help_text="Monthly, quarterly, yearly")
    data_owner = models.CharField("who has the data", max_length=200, blank=True)
    consequence = models.CharField("what follows if it is missed", max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class DeliveryModel(StageRecord):
    """How the chosen option is delivered. A cycle has one for each lot or part."""

    name = models.CharField("lot or part", max_length=200, help_text="“The whole service” where there are no lots")
    term_months = models.PositiveSmallIntegerField(
        "term in months", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    extension = models.CharField(
        "extension", max_length=200, blank=True, help_text="For example “2 years, then 1 year”"
    )
    builds_independence = models.TextField("how it builds independence and strengths", blank=True)
    transition = models.TextField("what happens to people who use the service today", blank=True)
    local_access = models.TextField(
        "how local, small and voluntary providers can take part",
        blank=True,
        help_text="Lots, length, insurance, turnover tests, timescales, route",
    )
    social_value = models.TextField(
        "social value",
        blank=True,
        help_text="How it improves the area’s economic, social and environmental well-being, and how that is secured",
    )
    technology = models.TextField("technology, data protection and digital exclusion", blank=True)

    def __str__(self) -> str:
        return self.name


class DutyNoteKind(models.TextChoices):
    JSNA = "jsna", "Joint Strategic Needs Assessment and strategies"
    CRIME = "crime", "Crime and disorder"
    COUNCIL = "council", "Council strategy or policy"
    OTHER = "other", "Other duty or policy"


class DutyNote(StageRecord):
    """How a duty or a strategy bears on the proposal, in words that a report can quote."""

    kind = models.CharField("about", max_length=20, choices=DutyNoteKind.choices)
    document = models.CharField(
        "document and topic", max_length=300, help_text="The assessment, strategy or law, and which part of it"
    )
    note = models.TextField(
        "how it bears on this, and what we did about it", help_text="Sentences as the decision report will say them"
    )

    def __str__(self) -> str:
        return self.document


class DemandAction(StageRecord):
    """What will prevent, reduce or delay need."""

    what = models.CharField("action", max_length=300)
    effect = models.CharField("what it prevents, reduces or delays", max_length=300)
    by_when = DayColumn("from", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="owner",
    )

    def __str__(self) -> str:
        return self.what
