"""Whole-life cost: what each option costs in each year, what pays for it, and what it saves."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from contracts.financial_years import year_name
from stages.plan.models.appraisal import Option
from stages.plan.whole_life_cost import OWN
from stages.records.fields import DayColumn, MoneyColumn
from stages.records.models import StageRecord

FIRST_YEAR, LAST_YEAR = 2020, 2070
LONGEST = 40  # years that one line can run
NOT_NEGATIVE = MinValueValidator(0, "Enter 0 or more")
STANDARD_VAT = Decimal(20)  # percent: Value Added Tax Act 1994 s2


def year_choices() -> list[tuple[int, str]]:
    """Financial years by the calendar year in which they begin."""
    return [(year, year_name(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)]


class CostKind(models.TextChoices):
    PRICE = "price", "Price"
    RATE = "rate", "Rate times volume"
    STAFF = "staff", "Council staff"
    MANAGEMENT = "management", "Contract management"
    TRANSITION = "transition", "Transition"
    EXIT = "exit", "Exit"
    OTHER = "other", "Other"


class VatTreatment(models.TextChoices):
    """Councils recover most VAT (Value Added Tax Act 1994 s33), so that it is no cost to them."""

    LEFT_OUT = "left_out", "None, or the council recovers it: left out"
    ADDED = "added", "Not recovered: added"


class CostLine(StageRecord):
    """One cost of one option, in each of its years."""

    option = models.ForeignKey(
        Option, on_delete=models.SET_NULL, null=True, related_name="cost_lines", verbose_name="option"
    )  # None once its option is removed: the line stays, and counts for none
    name = models.CharField("cost", max_length=200, help_text="For example “Care at home, 15-minute visits”")
    kind = models.CharField("kind", max_length=20, choices=CostKind.choices, default=CostKind.PRICE)
    amount = MoneyColumn(
        "amount",
        validators=[NOT_NEGATIVE],
        help_text="Without VAT, at prices of the base year: for a whole year, or for one unit where there is a volume",
    )
    uses_demand = models.BooleanField(
        "the volume is the projected demand",
        default=False,
        help_text="The amount is then the price of one unit of the demand that was projected in Analyse",
    )
    volume = models.DecimalField(
        "fixed volume a year",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text="Units a year. Leave it empty where the amount is for a whole year",
    )
    first_year = models.PositiveSmallIntegerField("first financial year", choices=year_choices)
    last_year = models.PositiveSmallIntegerField("last financial year", choices=year_choices)
    uplift = models.CharField("uplift", max_length=20, blank=True)  # of the edition, OWN, or none
    own_percent = models.DecimalField(
        "its own uplift, % a year",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE, MaxValueValidator(25, "Enter 25 or less")],
        help_text="Only where it rises at a percentage of its own",
    )
    vat = models.CharField("VAT", max_length=10, choices=VatTreatment.choices, default=VatTreatment.LEFT_OUT)
    vat_percent = models.DecimalField(
        "rate of VAT, %",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE, MaxValueValidator(50, "Enter 50 or less")],
        help_text="Only where VAT is added; 20% where you leave it empty",
    )
    in_extension = models.BooleanField(
        "only if the agreement is extended",
        default=False,
        help_text="Tick it for years after the first term, which count in full in the whole-life cost",
    )

    def __str__(self) -> str:
        return self.name

    @property
    def vat_added(self) -> Decimal:
        """Percent that the cost rises by VAT."""
        if self.vat != VatTreatment.ADDED:
            return Decimal(0)
        return STANDARD_VAT if self.vat_percent is None else self.vat_percent

    def clean(self) -> None:
        errors = {}
        years = self.last_year - self.first_year if self.first_year and self.last_year else 0
        if years < 0:
            errors["last_year"] = "The last year must be the first year or a later one"
        elif years >= LONGEST:
            errors["last_year"] = f"A cost can run for {LONGEST} years at most: choose an earlier last year"
        if self.uses_demand and self.volume is not None:
            errors["volume"] = "Leave the fixed volume empty, or untick that the volume is the projected demand"
        if self.kind == CostKind.RATE and not self.uses_demand and self.volume is None:
            errors["volume"] = "Enter the volume, or tick that it is the projected demand"
        if self.uplift == OWN and self.own_percent is None:
            errors["own_percent"] = "Enter the percentage by which it rises each year"
        if self.uplift != OWN and self.own_percent is not None:
            errors["own_percent"] = "Leave it empty, or choose that the cost rises at a percentage of its own"
        if self.vat != VatTreatment.ADDED and self.vat_percent is not None:
            errors["vat_percent"] = "Leave it empty, or choose that VAT is not recovered"
        if errors:
            raise ValidationError(errors)


class Funding(StageRecord):
    """Money of one source for one year of the option that is chosen."""

    year = models.PositiveSmallIntegerField("financial year", choices=year_choices)
    fund = models.CharField(
        "where the money comes from", max_length=200, help_text="The budget line, the grant or the partner"
    )
    amount = MoneyColumn("amount", validators=[NOT_NEGATIVE])
    is_secured = models.BooleanField(
        "secured", default=False, help_text="It stands in the medium term plan, or the funder has confirmed it"
    )

    class Meta(StageRecord.Meta):
        verbose_name_plural = "funding"

    def __str__(self) -> str:
        return f"{self.fund}, {year_name(self.year)}"


class BenefitKind(models.TextChoices):
    SAVING = "saving", "Saving"
    BENEFIT = "benefit", "Other benefit"


class Benefit(StageRecord):
    """What an option saves or improves; it is no part of the cost."""

    option = models.ForeignKey(
        Option, on_delete=models.SET_NULL, null=True, related_name="benefits", verbose_name="option"
    )  # None once its option is removed
    what = models.CharField("saving or benefit", max_length=300)
    kind = models.CharField("kind", max_length=10, choices=BenefitKind.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="owner",
    )
    budget_line = models.CharField("budget line", max_length=200, blank=True, help_text="Where the saving will show")
    yearly_amount = MoneyColumn(
        "amount a year",
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text="Leave it empty where the benefit has no price",
    )
    first_year = models.PositiveSmallIntegerField("from financial year", choices=year_choices, null=True, blank=True)
    is_cashable = models.BooleanField(
        "cashable", default=False, help_text="A budget can be cut by it; otherwise it frees time or avoids a cost"
    )

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        if self.is_cashable and self.yearly_amount is None:
            raise ValidationError({"yearly_amount": "Enter the amount by which a budget can be cut each year"})
        if self.is_cashable and not self.budget_line:
            raise ValidationError({"budget_line": "Enter the budget that is cut by it"})


class CostBasis(StageRecord):
    """What the costs of a cycle rest on, and what Finance confirmed; a cycle has one."""

    price_base_year = models.PositiveSmallIntegerField(
        "year of the prices", choices=year_choices, help_text="The amounts of all costs are at prices of this year"
    )
    vat_note = models.CharField(
        "how VAT is treated", max_length=500, blank=True, help_text="For example “All recovered but on leased vehicles”"
    )
    confirmed_on = DayColumn("confirmed by Finance on", null=True, blank=True)
    confirmed_cost = MoneyColumn(
        "whole-life cost that Finance confirmed",
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text="In cash, with the central projection, as this site showed it",
    )

    class Meta(StageRecord.Meta):
        verbose_name_plural = "cost bases"

    def __str__(self) -> str:
        return f"Prices of {year_name(self.price_base_year)}"

    def clean(self) -> None:
        if self.confirmed_on and self.confirmed_cost is None:
            raise ValidationError({"confirmed_cost": "Enter the cost that Finance confirmed"})
        if self.confirmed_cost is not None and not self.confirmed_on:
            raise ValidationError({"confirmed_on": "Enter the day on which Finance confirmed it"})
