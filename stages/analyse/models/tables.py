"""What Analyse finds out: needs, outcomes, resources, partners, the market, what people said, what runs today."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from principles.models import Ambition
from stages.records.fields import DayColumn, MoneyColumn
from stages.records.models import StageRecord
from ui.wording import money


class Confidence(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class NeedFinding(StageRecord):
    """What is known about the need, from a dated source."""

    what = models.CharField(
        "finding", max_length=500, help_text="One thing that the evidence shows, in a sentence with its figure"
    )
    basis = models.CharField(
        "source", max_length=300, blank=True, help_text="For example “Adult social care activity return, table 34”"
    )
    dated = DayColumn("date of the source", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who knows more",
    )
    confidence = models.CharField("how sure we are", max_length=10, choices=Confidence.choices, blank=True)
    gap = models.CharField(
        "what is missing or uncertain",
        max_length=500,
        blank=True,
        help_text="Gaps and limits of the data, and who is missing from it. Write “none known” where there is none",
    )

    def __str__(self) -> str:
        return self.what


class Priority(StageRecord):
    """A need to be met, in the order of the table."""

    what = models.CharField("priority", max_length=300)
    reason = models.CharField("why it stands here", max_length=500, help_text="Why it comes before those below it")

    class Meta(StageRecord.Meta):
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return self.what


class OutcomeLevel(models.TextChoices):
    """At whom the framework's definition of outcomes looks."""

    PERSON = "person", "Individuals"
    FAMILY = "family", "Families"
    GROUP = "group", "Groups"
    COMMUNITY = "community", "Communities"
    ORGANISATION = "organisation", "Organisations"
    SYSTEM = "system", "Systems"


class IntendedOutcome(StageRecord):
    """A direct result or benefit, at the level at which it occurs."""

    result = models.CharField(
        "result for residents",
        max_length=300,
        help_text="What will be different for people, not what the service does: “More people stay in their own home”",
    )
    level = models.CharField("for whom", max_length=20, choices=OutcomeLevel.choices)
    ambition = models.ForeignKey(
        Ambition, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="Corporate Plan ambition"
    )  # None in a draft alone, where the edition of its cycle has not the ambition of the cycle before
    indicator = models.CharField(
        "indicator",
        max_length=300,
        blank=True,
        help_text="What is counted to see it: “Share of people at home 91 days after leaving hospital”",
    )
    unit = models.CharField("unit", max_length=40, blank=True, help_text="For example %, people, days")
    baseline = models.DecimalField("baseline", max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_on = DayColumn("date of the baseline", null=True, blank=True)
    aim = models.DecimalField("ambition for it", max_digits=14, decimal_places=2, null=True, blank=True)
    aim_by = DayColumn("to be reached by", null=True, blank=True)

    def __str__(self) -> str:
        return self.result

    def clean(self) -> None:
        if self.baseline is not None and self.baseline_on is None:
            raise ValidationError({"baseline_on": "Enter the date of the baseline"})
        if self.baseline is not None and not self.indicator:
            raise ValidationError({"indicator": "Enter the indicator that the baseline belongs to"})


class Resource(StageRecord):
    """One of the total resources available for this need, money or not."""

    kind = models.CharField("kind of resource", max_length=40)  # of the edition: Edition.resources
    what = models.CharField("what there is", max_length=300, help_text="For example “Day centre in Boston, 40 places”")
    yearly_value = MoneyColumn(
        "value a year", null=True, blank=True, help_text="Leave empty where it is not money and has no price"
    )
    whose = models.CharField("whose it is", max_length=200, help_text="The council, a partner, a community group")
    until = DayColumn("available until", null=True, blank=True, help_text="Leave empty where no end is known")

    def __str__(self) -> str:
        return self.what


class PartnerReply(models.TextChoices):
    NOT_YET = "not_yet", "No reply yet"
    JOINTLY = "jointly", "Wants to commission jointly"
    CO_PRODUCE = "co_produce", "Wants to co-produce"
    SHARE_DATA = "share_data", "Shares data"
    ALIGN = "align", "Aligns its own plans"
    NO = "no", "No"


class Partner(StageRecord):
    """Another body that funds or shapes the same outcome, and whether it wants to join in."""

    name = models.CharField("body", max_length=200, help_text="For example “NHS Lincolnshire Integrated Care Board”")
    share = models.CharField(
        "what it funds or shapes", max_length=300, help_text="Its part in the same outcome, with its money if known"
    )
    asked_on = DayColumn("asked on", null=True, blank=True, help_text="When we asked whether it wants to join in")
    reply = models.CharField("its reply", max_length=20, choices=PartnerReply.choices, default=PartnerReply.NOT_YET)
    said = models.CharField("what it said", max_length=500, blank=True)
    replied_on = DayColumn("replied on", null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Fragility(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Provider(StageRecord):
    """Who can deliver: a supplier, a community body, the council itself."""

    name = models.CharField("provider or group of providers", max_length=200)
    capacity = models.CharField(
        "what it can deliver", max_length=300, help_text="Kind and amount, for example “120 places in three districts”"
    )
    price = models.CharField("price", max_length=200, blank=True, help_text="For example “£24.10 an hour”")
    fragility = models.CharField("how fragile it is", max_length=10, choices=Fragility.choices, blank=True)
    failure_plan = models.CharField("what we do if it fails", max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Engagement(StageRecord):
    """What people told us, and what changed because of it; a formal consultation keeps to the Gunning principles."""

    who = models.CharField("who took part", max_length=300, help_text="Users, carers, staff, providers, communities")
    how = models.CharField(
        "how", max_length=300, blank=True, help_text="For example “Six focus groups and a survey by post”"
    )
    starts = DayColumn("from", null=True, blank=True)
    ends = DayColumn("until", null=True, blank=True)
    how_many = models.PositiveIntegerField("how many took part", null=True, blank=True)
    said = models.TextField("what they said", blank=True)
    changed = models.TextField(
        "what changed because of it", blank=True, help_text="Write “nothing” and why, if nothing"
    )
    is_consultation = models.BooleanField(
        "this is a formal consultation",
        default=False,
        help_text="Then say how each of the four rules for fair consultation is kept (R v Brent LBC ex p Gunning)",
    )
    formative = models.CharField("1. proposals could still change", max_length=300, blank=True)
    reasons_given = models.CharField("2. enough reasons were given", max_length=300, blank=True)
    time_given = models.CharField("3. enough time was given", max_length=300, blank=True)
    considered_on = DayColumn(
        "4. replies were considered on", null=True, blank=True, help_text="By those who decide, before they decide"
    )

    def __str__(self) -> str:
        return self.who

    def clean(self) -> None:
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": "Enter a day on or after the first day"})


class CurrentArrangement(StageRecord):
    """What runs today: its whole cost and activity in a year, and how it has done."""

    name = models.CharField("arrangement", max_length=300, help_text="The agreement or the team that delivers it today")
    yearly_cost = MoneyColumn(
        "full cost in a year", null=True, blank=True, help_text="Everything the council spends on it, staff included"
    )
    cost_year = models.CharField("year of that cost", max_length=20, blank=True, help_text="For example 2025/26")
    activity = models.DecimalField(
        "activity in that year", max_digits=14, decimal_places=2, null=True, blank=True, help_text="How much was done"
    )
    activity_unit = models.CharField("unit of the activity", max_length=60, blank=True, help_text="For example hours")
    confirmed_by_finance = DayColumn("confirmed by Finance on", null=True, blank=True)
    performance = models.TextField(
        "how it has done", blank=True, help_text="Against its own targets, over its whole life"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def unit_cost(self) -> Decimal | None:
        """Cost of one unit of activity, to the penny."""
        if self.yearly_cost is None or not self.activity:
            return None
        cost: Decimal = self.yearly_cost / self.activity
        return cost.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def unit_cost_in_words(self) -> str:
        """“Home care costs £18.4m in 2025/26, £24.53 for each of 750,000 hours”; only where both are known."""
        assert self.yearly_cost is not None and self.activity is not None
        year = f" in {self.cost_year}" if self.cost_year else ""
        unit = self.activity_unit or "units"
        cost = f"£{self.unit_cost:,.2f}"
        return f"{self.name} costs {money(self.yearly_cost)}{year}, {cost} for each of {self.activity:,.0f} {unit}"


class LessonUse(models.TextChoices):
    OPEN = "open", "Not decided yet"
    ADOPT = "adopt", "Adopt"
    ADAPT = "adapt", "Adapt"
    REJECT = "reject", "Reject"


class Lesson(StageRecord):
    """What was learned from the present arrangement, and what becomes of it."""

    what = models.CharField("lesson", max_length=500)
    learned_from = models.CharField("learned from", max_length=200, blank=True, help_text="The cycle, the review")
    use = models.CharField("what we do with it", max_length=10, choices=LessonUse.choices, default=LessonUse.OPEN)
    reason = models.CharField("why, and how", max_length=500, blank=True)

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        if self.use in (LessonUse.ADAPT, LessonUse.REJECT) and not self.reason:
            raise ValidationError({"reason": "Say why"})
