"""What the council commissions, and one turn of the loop for it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django_fsm import FSMField, transition

from accounts.models import Directorate, Division
from principles import figures
from principles.edition_cache import EditionKey, parts_of
from principles.models import Ambition, DeliveryRoute, Edition, LegalRegime, RegimeRoute
from ui.fast_loading import FastLoadingModel
from ui.sorting import COLLATION


class CycleStage(models.TextChoices):
    """The four stages of the framework, and the two ways in which a cycle ends."""

    ANALYSE = "analyse", "Analyse"
    PLAN = "plan", "Plan"
    DO = "do", "Do"
    REVIEW = "review", "Review"
    CLOSED = "closed", "Closed"
    STOPPED = "stopped", "Stopped"


class CycleStatus(models.TextChoices):
    """Whether a live cycle is in time, by the edition's figures."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"


class DecisionMaker(models.TextChoices):
    """Who takes the key decision: the notice names them (SI 2012/2089 reg 9). Empty is not known yet."""

    EXECUTIVE = "executive", "Executive"
    COUNCILLOR = "councillor", "Executive Councillor"
    OFFICER = "officer", "Officer under a named delegation"


DECIDED_BY = ("decision_maker", "decision_maker_title", "consulting")  # the columns that say who decides


def decision_maker_in_words(maker: str, title: str, consulting: str) -> str:
    """Who takes the key decision: "Executive Councillor: Adult Care, in consultation with the Leader"."""
    words = str(DecisionMaker(maker).label) if maker else "Not known yet"
    if title:
        words += f": {title}"
    return f"{words}, in consultation with {consulting}" if consulting else words


def cycle_title(service: str, number: int) -> str:
    """Home care, or Home care, cycle 2: lists may hold both."""
    return f"{service}, cycle {number}" if number > 1 else service


class Running(models.TextChoices):
    """What runs today for the service. Empty is not known."""

    NOTHING = "nothing", "Nothing: the service is new"
    ARRANGEMENT = "arrangement", "An arrangement"


CHAIN = "cycle:"  # how the chains of cycles begin, in the record
LIVE_STAGES: tuple[str, ...] = ("analyse", "plan", "do", "review")


class Service(FastLoadingModel):
    """What the council commissions. It lasts; its cycles come and go."""

    name = models.CharField(max_length=200, db_collation=COLLATION)
    words = models.TextField(default="", editable=False)  # for search: ui/text_search.py
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(fields=("name",)),)

    def __str__(self) -> str:
        return self.name


class Cycle(FastLoadingModel):
    """One turn of the loop. Its stage moves by a gate's decision alone; `visit` counts the stages entered."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=12, unique=True)
    serial = models.PositiveIntegerField(unique=True)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor")
    edition = EditionKey(Edition, on_delete=models.PROTECT, related_name="cycles")
    purpose = models.CharField(max_length=400)
    words = models.TextField(default="", editable=False)  # for search: ui/text_search.py

    stage: str = FSMField(choices=CycleStage.choices, default=CycleStage.ANALYSE, protected=True)
    stage_since = models.DateTimeField()
    visit = models.PositiveSmallIntegerField(default=1)
    # When the pending submission to the stage's gate was made, and its number: what it holds is read-only meanwhile.
    sealed_at = models.DateTimeField(null=True, blank=True)
    sealed_number = models.PositiveSmallIntegerField(null=True, blank=True)
    stopped_in = models.CharField(max_length=10, blank=True)
    # By stage, since when councillors read its answers and evidence: {"analyse": "2027-03-04T09:00:00+00:00"}.
    published = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)  # of everything in the cycle
    details_version = models.PositiveIntegerField(default=0)  # of its values and people

    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cycles_led")
    sponsor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cycles_sponsored")
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="cycles_worked_on", blank=True)
    restricted = models.BooleanField(default=False)

    need_by = models.DateField()
    running = models.CharField(max_length=12, blank=True, choices=Running.choices)
    running_ends = models.DateField(null=True, blank=True)  # the last day of what runs today
    running_notice_by = models.DateField(null=True, blank=True)  # the last day to give notice to it or to extend it
    # The reference of the agreement that set the three dates above (A-0147); "" where they were typed.
    need_by_source = models.CharField(max_length=12, blank=True)
    arrangement_ends = models.DateField(null=True, blank=True)  # of what this cycle puts in place
    extension_notice_by = models.DateField(null=True, blank=True)
    arrangement_source = models.CharField(max_length=12, blank=True)  # the same of these two
    review_on = models.DateField(null=True, blank=True)  # set at the Do gate
    delivery_route = EditionKey(DeliveryRoute, on_delete=models.PROTECT, null=True, blank=True)  # the main one
    other_routes = models.JSONField(default=list, blank=True)  # codes of the routes combined with it
    legal_regime = EditionKey(LegalRegime, on_delete=models.PROTECT, null=True, blank=True)
    regime_route = EditionKey(RegimeRoute, on_delete=models.PROTECT, null=True, blank=True)
    whole_life_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)  # without VAT
    vat = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)  # on the whole-life value
    yearly_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    key_decision = models.BooleanField(default=False)
    decision_maker = models.CharField(max_length=10, blank=True, choices=DecisionMaker.choices)
    decision_maker_title = models.CharField(max_length=200, blank=True)  # the portfolio, or the delegation
    consulting = models.CharField(max_length=200, blank=True)  # whom the decision is taken in consultation with
    contract_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts_managed"
    )
    ambitions = models.ManyToManyField(Ambition, related_name="cycles")
    divisions = models.ManyToManyField(Division, related_name="cycles", blank=True)
    all_divisions = models.BooleanField(default=False)
    tier_flags = models.JSONField(default=list, blank=True)  # the edition's cycle flags too, which raise no tier
    tier = models.CharField(max_length=2)
    tier_computed = models.CharField(max_length=2)
    tier_override_reason = models.TextField(blank=True)
    assumptions = models.TextField(blank=True)

    next_milestone = models.CharField(max_length=20, blank=True)
    slack = models.IntegerField(null=True, blank=True)  # working days, of the next milestone on `slack_on`
    slack_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, blank=True, choices=CycleStatus.choices)
    breach = models.CharField(max_length=300, blank=True)  # the first rule that its planned dates break, in a sentence

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()  # by somebody: the daily run that keeps slack true leaves it

    class Meta:
        ordering = ("reference",)
        constraints = (
            models.UniqueConstraint(fields=("service", "number"), name="cycle_number_once_a_service"),
            models.CheckConstraint(name="cycle_stage_is_known", condition=Q(stage__in=CycleStage.values)),
            models.CheckConstraint(
                name="sealed_with_a_number",
                condition=Q(sealed_at__isnull=True, sealed_number__isnull=True)
                | Q(sealed_at__isnull=False, sealed_number__isnull=False, stage__in=LIVE_STAGES),
            ),
            models.CheckConstraint(
                name="an_ended_cycle_has_no_status", condition=Q(stage__in=LIVE_STAGES) | Q(status="")
            ),
            models.CheckConstraint(
                name="only_what_runs_ends",
                condition=Q(running=Running.ARRANGEMENT) | Q(running_ends__isnull=True, running_notice_by__isnull=True),
            ),
            models.CheckConstraint(name="no_cycle_follows_itself", condition=~Q(previous=F("id"))),
            models.CheckConstraint(
                name="no_value_below_nothing",
                condition=(Q(whole_life_value__isnull=True) | Q(whole_life_value__gte=0))
                & (Q(vat__isnull=True) | Q(vat__gte=0))
                & (Q(yearly_value__isnull=True) | Q(yearly_value__gte=0)),
            ),
        )
        indexes = (
            models.Index(fields=("stage", "directorate")),
            models.Index(fields=("need_by",)),
            # the portfolio: least slack first, of all and of what is filtered by
            models.Index(fields=("slack", "serial")),
            models.Index(fields=("directorate", "slack", "serial")),
            models.Index(
                fields=("stage", "slack", "serial"),
                include=("id", "restricted", "directorate"),  # what visibility asks: the rows need not be read
                name="cycles_by_stage",
            ),
            models.Index(fields=("status", "slack", "serial")),
            models.Index(
                fields=("stage", "status", "slack", "serial"),
                include=("id", "restricted", "directorate"),
                name="cycles_by_stage_and_status",
            ),
            models.Index(fields=("changed_at",)),
            models.Index(fields=("lead", "directorate")),
            models.Index(fields=("sponsor", "directorate")),
            # few, and asked for on every page: the index has what is asked of them
            models.Index(
                fields=("stage", "status", "lead", "sponsor", "directorate"),
                include=("id", "service"),
                condition=Q(restricted=True),
                name="restricted_cycles",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.service}"

    def get_absolute_url(self) -> str:
        return reverse("cycle", args=[self.reference])

    @property
    def title(self) -> str:
        return cycle_title(str(self.service), self.number)

    @property
    def chain(self) -> str:
        """Its own chain of the record."""
        return f"{CHAIN}{self.pk}"

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """The keys of its team. They are read once for each object: whoever changes the team deletes them."""
        if "team" in getattr(self, "_prefetched_objects_cache", {}):
            return frozenset(person.pk for person in self.team.all())
        return frozenset(Cycle.team.through.objects.filter(cycle=self.pk).values_list("user_id", flat=True))

    @cached_property
    def named_ambitions(self) -> list[Ambition]:
        """Those that it serves, in their order. Their rows are known, so that only their keys are read."""
        served = set(Cycle.ambitions.through.objects.filter(cycle=self.pk).values_list("ambition_id", flat=True))
        return [ambition for ambition in parts_of(self.edition, Ambition) if ambition.pk in served]

    @property
    def is_live(self) -> bool:
        return self.stage in LIVE_STAGES

    def has_passed(self, stage: str) -> bool:
        """Whether the stage's gate has been passed."""
        if self.stage == CycleStage.STOPPED:
            return LIVE_STAGES.index(stage) < LIVE_STAGES.index(self.stopped_in)
        return self.stage == CycleStage.CLOSED or LIVE_STAGES.index(stage) < LIVE_STAGES.index(self.stage)

    def is_published(self, stage: str) -> bool:
        """Whether councillors read the stage's answers and evidence."""
        return stage in self.published

    def published_since(self, stage: str) -> datetime | None:
        since = self.published.get(stage)
        return datetime.fromisoformat(since) if since else None

    @staticmethod
    def published_in(stage: str, path: str = "") -> Q:
        """Rows of whose stage `is_published` is true. `stage` is the lookup of the stage, `path` leads to the cycle."""
        published = Q()
        for code in LIVE_STAGES:
            published |= Q(**{stage: code, f"{path}published__has_key": code})
        return published

    @property
    def tier_name(self) -> str:
        return figures.tier_name(self.edition.figures, self.tier)

    @property
    def running_name(self) -> str:
        """What ran for the service before this cycle's own arrangement, in the words of a record."""
        return str(Running(self.running).label).lower() if self.running else "not known"

    @property
    def route(self) -> str:
        """The code of its main delivery route, "" while it is not decided."""
        return self.delivery_route.code if self.delivery_route else ""

    @property
    def routes(self) -> list[str]:
        """The codes of its delivery routes, the main one first; none while it is not decided."""
        return [self.route, *self.other_routes] if self.route else []

    @property
    def route_names(self) -> list[str]:
        """The names of its delivery routes, the main one first."""
        if self.delivery_route is None:
            return []
        names = {route.code: route.name for route in parts_of(self.edition, DeliveryRoute)}
        return [self.delivery_route.name, *(names[code] for code in self.other_routes)]

    @property
    def regime_routes(self) -> list[RegimeRoute]:
        """The routes that its legal regime has: one of them must be chosen before the Plan gate."""
        regime = self.regime
        return [route for route in parts_of(self.edition, RegimeRoute) if route.regime == regime]

    @property
    def regime(self) -> str:
        """The code of its legal regime, "" while it is not decided."""
        return self.legal_regime.code if self.legal_regime else ""

    @property
    def chosen(self) -> figures.Chosen:
        """By what the edition decides whether a question is asked of it."""
        return {"delivery_route": self.routes, "legal_regime": [self.regime] if self.regime else []}

    @property
    def value_with_vat(self) -> Decimal | None:
        """What tiers and thresholds read; the key decision reads the value without VAT."""
        return None if self.whole_life_value is None else self.whole_life_value + (self.vat or 0)

    @property
    def decided_by(self) -> str:
        """Who takes its key decision, in words."""
        return decision_maker_in_words(*(getattr(self, column) for column in DECIDED_BY))

    def threshold_warning(self, today: date) -> str:
        """Why its legal regime does not fit its value, or ""."""
        return figures.threshold_warning(self.edition.figures, self.regime, self.value_with_vat, today)

    @property
    def tier_is_provisional(self) -> bool:
        return self.whole_life_value is None

    @transition(field=stage, source=CycleStage.ANALYSE, target=CycleStage.PLAN)
    def pass_analyse(self) -> None:
        """The Analyse gate is passed."""

    @transition(field=stage, source=CycleStage.PLAN, target=CycleStage.DO)
    def pass_plan(self) -> None:
        """The Plan gate is passed."""

    @transition(field=stage, source=CycleStage.DO, target=CycleStage.REVIEW)
    def pass_do(self) -> None:
        """The Do gate is passed."""

    @transition(field=stage, source=CycleStage.REVIEW, target=CycleStage.CLOSED)
    def pass_review(self) -> None:
        """The Review gate is passed: the cycle is over."""

    @transition(field=stage, source=LIVE_STAGES, target=CycleStage.STOPPED)
    def stop(self) -> None:
        """A gate stops the cycle."""

    @transition(field=stage, source=CycleStage.PLAN, target=CycleStage.ANALYSE)
    def back_to_analyse(self) -> None:
        """A correction returns the Analyse gate."""

    @transition(field=stage, source=CycleStage.DO, target=CycleStage.PLAN)
    def back_to_plan(self) -> None:
        """A correction returns the Plan gate."""

    @transition(field=stage, source=CycleStage.REVIEW, target=CycleStage.DO)
    def back_to_do(self) -> None:
        """A correction returns the Do gate."""

    @transition(field=stage, source=CycleStage.CLOSED, target=CycleStage.REVIEW)
    def back_to_review(self) -> None:
        """A correction returns the Review gate."""

    def refresh_from_db(self, using: str | None = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Re-read the row; the protected field is set aside meanwhile, because django-fsm refuses to have it set.

        django-fsm-2's own mixin lifts the protection for the whole process while it refreshes (docs/adr/0001).
        """
        deferred = self.get_deferred_fields()
        wanted = (
            list(fields)
            if fields is not None
            else [field.attname for field in self._meta.concrete_fields if field.attname not in deferred]
        )
        for name in ("team_ids", "named_ambitions"):
            self.__dict__.pop(name, None)
        held = self.__dict__.pop("stage", None) if "stage" in wanted else None
        try:
            super().refresh_from_db(using=using, fields=wanted, from_queryset=from_queryset)
        except BaseException:
            if held is not None:
                self.__dict__["stage"] = held
            raise
