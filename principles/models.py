"""The framework as data: dated editions and everything that one edition says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from principles.edition_cache import EditionKey


class Stage(models.TextChoices):
    """The four stages of a cycle, in order. The first word of a gate's name is its stage."""

    ANALYSE = "analyse", "Analyse"
    PLAN = "plan", "Plan"
    DO = "do", "Do"
    REVIEW = "review", "Review"


class Edition(models.Model):
    """One dated version of the framework. Once a cycle uses it, what it says can't change."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    council = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    checklist_version = models.CharField(max_length=20)
    definition = models.TextField()
    vision = models.TextField()
    aim = models.TextField()
    resources = models.JSONField(default=list)  # what "the total resources" are: ["finances", ...]
    figures = models.JSONField()  # governance, tiers, approval_routes, durations and slack, as in the file
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-valid_from", "-id")

    def __str__(self) -> str:
        return self.title


class Part(models.Model):
    """Something an edition names by a code of its own."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ("position",)
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(fields=("edition", "code"), name="%(class)s_code_once"),
        )

    def __str__(self) -> str:
        return self.name


class StageStatement(Part):
    """What the framework says of a stage, and what its gate asks. `code` is a Stage."""

    statement = models.TextField()
    gate_question = models.TextField()


class Principle(Part):
    """`code` is the address (resident_focused), `abbreviation` the middle of a question's code (RES)."""

    abbreviation = models.CharField(max_length=10)
    group = models.CharField(max_length=20)  # core or process
    statement = models.TextField()

    @property
    def slug(self) -> str:
        """Its code as an address says it: resident-focused."""
        return self.code.replace("_", "-")


class Duty(Part):
    """A legal duty. With `due_regard` the decision-maker signs for it in person."""

    basis = models.CharField(max_length=300)
    rule = models.TextField()
    due_regard = models.BooleanField(default=True)
    characteristics = models.JSONField(default=list)  # the groups of people it protects, if it names them

    class Meta(Part.Meta):
        verbose_name_plural = "duties"


class Ambition(Part):
    """A Corporate Plan ambition."""


class DeliveryRoute(Part):
    pass


class LegalRegime(Part):
    pass


class Confirmer(Part):
    """Who can confirm an answer; an `outside` one has no sign-in, the lead records their word."""

    LEAD: ClassVar = "commissioner"

    outside = models.BooleanField(default=False)

    @property
    def is_lead(self) -> bool:
        """The lead's own word is enough."""
        return self.code == self.LEAD


class Question(models.Model):
    """What a gate asks. `stage` is the stage whose gate asks it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="questions")
    code = models.CharField(max_length=20)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    principle = EditionKey(Principle, on_delete=models.CASCADE, related_name="questions")
    duty = EditionKey(Duty, on_delete=models.CASCADE, null=True, blank=True, related_name="questions")
    confirmer = EditionKey(Confirmer, on_delete=models.CASCADE)
    title = models.CharField(max_length=200)
    text = models.TextField()
    guidance = models.TextField()
    evidence_examples = models.JSONField(default=list)
    mandatory = models.BooleanField()
    na_allowed = models.BooleanField()
    na_rule = models.TextField(blank=True)
    conditional_pass = models.BooleanField()
    tiers = models.JSONField()  # ["S", "M", ...]
    applies_when = models.JSONField(default=dict)  # {"delivery_route": [...], "legal_regime": [...]}
    checkpoint = models.CharField(max_length=20, blank=True)
    check_name = models.CharField(max_length=60, blank=True)
    statutory_basis = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("edition", "code"), name="question_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def needs_confirmation(self) -> bool:
        """Whether somebody besides the lead has to confirm the answer."""
        return not self.confirmer.is_lead
