"""Demand: series with the figures that people enter, and the volumes that are worked out from them."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from stages.analyse.projection import LONGEST_HORIZON
from stages.records.fields import DayColumn, MoneyColumn
from stages.records.models import StageRecord

YEARS = (MinValueValidator(1990), MaxValueValidator(2100))
# Units that need something themselves; of others, like hours, there are more or fewer.
PEOPLE = {"people", "persons", "adults", "children", "carers", "residents", "households", "families", "young people"}


class DemandMethod(models.TextChoices):
    RATES = "rates", "Rates on a population projection"
    LINE = "line", "Straight line through past years"
    FLAT = "flat", "Flat, as in past years"
    TABLE = "table", "Your own table by year"


class FlatLevel(models.TextChoices):
    LAST = "last", "The last year"
    MEAN = "mean", "The mean of the last three years"


class FigureKind(models.TextChoices):
    POPULATION = "population", "Population"
    HISTORY = "history", "Demand in past years"
    PROJECTION = "projection", "Projected demand"


NEEDED_FIGURES = {
    DemandMethod.RATES: FigureKind.POPULATION,
    DemandMethod.LINE: FigureKind.HISTORY,
    DemandMethod.FLAT: FigureKind.HISTORY,
    DemandMethod.TABLE: FigureKind.PROJECTION,
}


class DemandSeries(StageRecord):
    """One kind of demand in one area, how it is projected and on what ground."""

    name = models.CharField("name", max_length=120, help_text="For example “People receiving home care”")
    need = models.CharField(
        "what is needed",
        max_length=80,
        help_text="In a few words: “home care”. Sentences end with it: 240 more people would need home care",
    )
    unit = models.CharField("unit", max_length=40, help_text="What is counted: people, hours, places")
    area = models.CharField("area", max_length=80, default="Lincolnshire")
    method = models.CharField("how it is projected", max_length=10, choices=DemandMethod.choices)
    rate_low = models.DecimalField("low rate", max_digits=9, decimal_places=3, null=True, blank=True)
    rate_central = models.DecimalField("central rate", max_digits=9, decimal_places=3, null=True, blank=True)
    rate_high = models.DecimalField(
        "high rate",
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Each rate is for 1,000 of the population",
    )
    flat_level = models.CharField("flat at", max_length=10, choices=FlatLevel.choices, blank=True)
    first_year = models.PositiveSmallIntegerField("first year of the projection", validators=YEARS)
    last_year = models.PositiveSmallIntegerField(
        "last year of the projection",
        validators=YEARS,
        help_text="At least the last year of what you intend to commission",
    )
    basis = models.CharField(
        "source of the figures", max_length=300, help_text="For example “ONS population projections, 2022-based”"
    )
    dated = DayColumn("date of the source", null=True, blank=True)
    assumptions = models.TextField(
        "assumptions", blank=True, help_text="What has to stay true for the projection to hold, and why these rates"
    )
    unit_cost = MoneyColumn(
        "cost of one unit",
        null=True,
        blank=True,
        help_text="At the prices of today. For people and places that of a year, for hours that of one hour",
    )
    unit_cost_source = models.CharField("source of the unit cost", max_length=300, blank=True)
    is_invented = models.BooleanField(
        "these figures are an example", default=False, help_text="They were made up and are not the council’s own"
    )
    is_main = models.BooleanField("main series", default=False)
    # Worked out with the volumes: why there are none, what was assumed, and what to look at in the figures.
    refusal = models.CharField(max_length=500, blank=True, editable=False)
    notes = models.JSONField(default=list, blank=True, editable=False)
    warnings = models.JSONField(default=list, blank=True, editable=False)

    class Meta(StageRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("cycle",), condition=Q(is_main=True), name="one_main_demand_series"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def counts_people(self) -> bool:
        return self.unit.strip().lower() in PEOPLE

    @property
    def unit_in_words(self) -> str:
        """People, or hours of home care."""
        return self.unit if self.counts_people else f"{self.unit} of {self.need}"

    def clean(self) -> None:
        errors: dict[str, str] = {}
        if self.first_year and self.last_year:
            if self.last_year <= self.first_year:
                errors["last_year"] = "The last year must be after the first"
            elif self.last_year - self.first_year > LONGEST_HORIZON:
                errors["last_year"] = f"A projection covers {LONGEST_HORIZON} years at most"
        if self.method == DemandMethod.RATES:
            errors |= self._rate_errors()
        if self.method == DemandMethod.FLAT and not self.flat_level:
            errors["flat_level"] = "Select the level at which demand stays"
        if self.unit_cost is not None and not self.unit_cost_source:
            errors["unit_cost_source"] = "Enter where the unit cost comes from"
        if errors:
            raise ValidationError(errors)

    def _rate_errors(self) -> dict[str, str]:
        rates: dict[str, Decimal | None] = {
            name: getattr(self, name) for name in ("rate_low", "rate_central", "rate_high")
        }
        errors = {name: f"Enter the {name.removeprefix('rate_')} rate" for name, rate in rates.items() if rate is None}
        errors |= {name: "A rate must be 0 or more" for name, rate in rates.items() if rate is not None and rate < 0}
        low, central, high = rates.values()
        if low is not None and central is not None and low > central:
            errors.setdefault("rate_low", "The low rate must not be above the central one")
        if high is not None and central is not None and high < central:
            errors.setdefault("rate_high", "The high rate must not be below the central one")
        return errors


class DemandFigure(models.Model):
    """One year's figure as it was entered. `area` is "" for the whole area of the series.

    Population and history have the one value `central`; a projection of one's own has all three.
    """

    series = models.ForeignKey(DemandSeries, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=10, choices=FigureKind.choices)
    area = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField()
    low = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    central = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        ordering = ("series", "kind", "area", "year")
        constraints = (
            models.UniqueConstraint(fields=("series", "kind", "area", "year"), name="demand_figure_once_a_year"),
            models.CheckConstraint(name="no_demand_figure_below_nothing", condition=Q(central__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.year}".strip()


class ProjectedDemand(models.Model):
    """The projected volume of one year, worked out whenever the series or a figure changes; `area` as above."""

    series = models.ForeignKey(DemandSeries, on_delete=models.CASCADE, related_name="projected")
    area = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField()
    low = models.DecimalField(max_digits=14, decimal_places=2)
    central = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("series", "area", "year")
        constraints = (
            models.UniqueConstraint(fields=("series", "area", "year"), name="projected_demand_once_a_year"),
            models.CheckConstraint(
                name="projected_demand_in_order",
                condition=Q(low__gte=0, low__lte=models.F("central"), central__lte=models.F("high")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.year}".strip()
