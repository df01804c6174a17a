"""The framework as data: dated editions and everything that one edition says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from principles import figures
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
    # its words cut into phrases, with the pages that honour each: [{"of": "analyse", "phrases": [...]}]
    phrases = models.JSONField(default=list)
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
    limbs = models.JSONField(default=list)  # its parts, if it has any: [{"code": ..., "name": ...}]
    local_additions = models.JSONField(default=list)  # groups that the council considers besides those of the law

    class Meta(Part.Meta):
        verbose_name_plural = "duties"


class Ambition(Part):
    """A Corporate Plan ambition."""


class DeliveryRoute(Part):
    pass


class LegalRegime(Part):
    """The law under which something is bought, or that nothing is."""


class RegimeRoute(Part):
    """A route within one legal regime, which asks for it: the Provider Selection Regime has five."""

    regime = models.CharField(max_length=40)  # the code of the LegalRegime
    drops = models.JSONField(default=list)  # steps of work that it does without: ["do_tender_open", ...]


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
    evidence_in = models.JSONField(default=list)  # the tiers in which "met" needs evidence
    confirmer_in = models.JSONField(default=list)  # the tiers in which the confirmer must confirm
    duty_when = models.JSONField(default=dict)  # as applies_when: where its duty is the law's; {} is always
    text_by_route = models.JSONField(default=dict)  # other words of the question: {"grant": "..."}
    never_to_councillors = models.BooleanField(default=False)
    decided_by_members = models.BooleanField(default=False)
    checkpoint = models.CharField(max_length=20, blank=True)
    check_name = models.CharField(max_length=60, blank=True)
    statutory_basis = models.JSONField(default=list)
    words = models.TextField(default="", editable=False)  # for search: ui/text_search.py
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("edition", "code"), name="question_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def needs_evidence(self, tier: str) -> bool:
        """Whether "met" needs evidence in the tier; elsewhere a sentence is enough."""
        return tier in self.evidence_in

    def needs_confirmation(self, tier: str) -> bool:
        """Whether somebody besides the lead has to confirm the answer in the tier."""
        return tier in self.confirmer_in and not self.confirmer.is_lead

    def text_for(self, route: str = "") -> str:
        """What is asked where the delivery route has that code, "" while it is not decided."""
        return str(self.text_by_route.get(route, self.text))

    def duty_in(self, chosen: figures.Chosen) -> Duty | None:
        """The duty, where the law asks for it; elsewhere the question is asked as the council's own policy."""
        return self.duty if figures.fits(self.duty_when, chosen) else None
