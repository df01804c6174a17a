"""Waivers and exemptions of a financial year, what they add up to, and which expire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from accounts.models import User
from contracts.financial_years import FinancialYear
from contracts.models import Waiver
from contracts.selectors.running import rounded
from contracts.selectors.visibility import visible_agreements, visible_services
from cycles.models import Cycle, CycleStage
from cycles.selectors.visibility import not_visible_to
from principles.models import Edition
from ui.sorting import sort_key

EXPIRING_DAYS = 90
NONE = Count("pk", filter=Q(value__isnull=True))  # whose value is not known


@dataclass(frozen=True)
class WaiverTotal:
    """A line of the report: how many, and their value as far as it is known."""

    name: str
    count: int
    value: Decimal | None
    without_value: int


def waiver_causes(edition: Edition) -> list[tuple[str, str]]:
    """The causes that may be chosen, each with its name; none in an edition that lists none."""
    causes: list[Mapping[str, str]] = edition.figures.get("waiver_causes", [])
    return [(cause["code"], cause["name"]) for cause in causes]


def cause_names() -> dict[str, str]:
    """What causes are called, in the words of the latest edition that has each: a waiver outlasts its edition."""
    names: dict[str, str] = {}
    for edition in Edition.objects.order_by("valid_from", "pk"):
        names |= dict(waiver_causes(edition))
    return names


def cause_name(names: Mapping[str, str], code: str) -> str:
    """The code itself, made readable, where no edition names it."""
    return names.get(code) or code.replace("_", " ").replace("-", " ").capitalize()


def waivers() -> QuerySet[Waiver]:
    """With everything that pages name."""
    return Waiver.objects.select_related("directorate", "agreement", "service", "supplier", "ended_by__service")


def waivers_of(year: FinancialYear) -> QuerySet[Waiver]:
    """By the day of their approval; withdrawn ones are among them."""
    return Waiver.objects.filter(approved_on__range=(year.first, year.last))


def counting(rows: QuerySet[Waiver]) -> QuerySet[Waiver]:
    """Those that were not withdrawn."""
    return rows.filter(withdrawn_because="").order_by()


def years_with_waivers(today: date) -> list[FinancialYear]:
    """From the first year with a waiver to the present one, the latest first."""
    first = Waiver.objects.aggregate(first=Min("approved_on"))["first"]
    this = FinancialYear.of(today)
    start = min(FinancialYear.of(first), this).start if first else this.start
    return [FinancialYear(year) for year in range(this.start, start - 1, -1)]


def total_of(rows: QuerySet[Waiver]) -> WaiverTotal:
    sums = counting(rows).aggregate(count=Count("pk"), worth=Sum("value"), without=NONE)
    return WaiverTotal("All", sums["count"], rounded(sums["worth"]), sums["without"])


def totals_by_cause(rows: QuerySet[Waiver], names: Mapping[str, str]) -> list[WaiverTotal]:
    """The most frequent first."""
    sums = counting(rows).values_list("cause").annotate(count=Count("pk"), worth=Sum("value"), without=NONE)
    lines = [WaiverTotal(cause_name(names, code), count, rounded(value), none) for code, count, value, none in sums]
    return sorted(lines, key=lambda line: (-line.count, sort_key(line.name)))


def totals_by_directorate(rows: QuerySet[Waiver]) -> list[WaiverTotal]:
    """The most frequent first."""
    sums = counting(rows).values_list("directorate__name").annotate(count=Count("pk"), worth=Sum("value"), without=NONE)
    lines = [WaiverTotal(name, count, rounded(value), none) for name, count, value, none in sums]
    return sorted(lines, key=lambda line: (-line.count, sort_key(line.name)))


def with_visibility(rows: QuerySet[Waiver], user: User, today: date) -> QuerySet[Waiver]:
    """With `shows_cycle`, `shows_agreement` and `shows_service`: whether those that it names exist for the person."""
    seen = visible_agreements(user, today).filter(pk=OuterRef("agreement"))
    hidden = not_visible_to(user, today).filter(pk=OuterRef("ended_by"))
    service = visible_services(user, today).filter(pk=OuterRef("service"))
    return rows.annotate(shows_agreement=Exists(seen), shows_cycle=~Exists(hidden), shows_service=Exists(service))


def visible_ending_cycle(waiver: Waiver, user: User, today: date) -> Cycle | None:
    cycle = waiver.ended_by
    if cycle is None or not cycle.restricted:
        return cycle
    return None if not_visible_to(user, today).filter(pk=cycle.pk).exists() else cycle


def expiring_waivers(today: date) -> QuerySet[Waiver]:
    """Those that count, expire within ninety days from today or have expired, and that no cycle is to end.

    Who recorded each, and its agreement's contract manager, are read with it.
    """
    nothing_ends = Q(ended_by=None) | Q(ended_by__stage=CycleStage.STOPPED)
    last = today + timedelta(days=EXPIRING_DAYS)
    rows = Waiver.objects.filter(nothing_ends, withdrawn_because="", expires__lte=last)
    return rows.select_related("recorded_by", "agreement__contract_manager").order_by("expires", "serial")
