"""The agreements that end in the next quarters, and those past their end that nobody has ended.

All of them are signed, so they exist for everybody with a role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from contracts.models import Agreement, AgreementOutlook
from contracts.quarters import quarter_of
from contracts.selectors.agreement_states import goes_on
from contracts.selectors.next_cycles import STORED_FIELDS, RestrictedPreparers, outlook_has_next_cycle

QUARTERS = 8  # the present one and those after it
SHOWN = 10  # rows of a quarter; the register has the others
SHOWN_FIELDS = (
    *("pk", "reference", "title", "service_id", "cycle_id", "ended_on", "current_end", "analyse_by", "yearly_value"),
    *("running_on_since", *STORED_FIELDS),
)


@dataclass
class QuarterSums:
    """How many end in a quarter, what they cost a year, and of how many nobody prepares what comes next."""

    number: int = 0
    yearly: Decimal | None = None  # None where of none it is known
    unknown: int = 0
    without_cycle: int = 0
    running_on: int = 0


def quarter_key(end: date, today: date) -> date | None:
    """The first day of the quarter in which an agreement ends; None where its end has passed."""
    return None if end < today else date(end.year, end.month - (end.month - 1) % 3, 1)


def sums_by_quarter(
    restricted: RestrictedPreparers, today: date
) -> tuple[Mapping[date | None, QuarterSums], list[date]]:
    """The sums by `quarter_key`, and the days on which the first of each quarter end.

    The database adds up each day, for which an index of AgreementOutlook has everything.
    """
    is_prepared = outlook_has_next_cycle(restricted, today)
    last = quarter_of(today).after(QUARTERS - 1).last
    ending_rows = AgreementOutlook.objects.filter(goes_on(today), ends__lte=last)
    days = ending_rows.values_list("ends").annotate(
        number=Count("pk"),
        yearly=Sum("counted_value"),
        unknown=Count("pk", filter=Q(counted_value__isnull=True)),
        without_cycle=Count("pk", filter=Q(ended_on__isnull=True) & ~is_prepared),
        running_on=Count("pk", filter=Q(runs_on=True)),
    )
    sums: dict[date | None, QuarterSums] = {}
    first_days = []
    for day, number, yearly, unknown, without_cycle, running_on in days.order_by("ends"):
        quarter = sums.setdefault(quarter_key(day, today), QuarterSums())
        if quarter.number < SHOWN:
            first_days.append(day)
        quarter.number += number
        if yearly is not None:
            quarter.yearly = yearly + (quarter.yearly or 0)
        quarter.unknown += unknown
        quarter.without_cycle += without_cycle
        quarter.running_on += running_on
    return sums, first_days


def first_of_each_quarter(first_days: list[date], today: date) -> list[Any]:
    """The first to end of each quarter, as named tuples, in the order of their ends. Many can end on one day."""
    ending = Agreement.objects.filter(goes_on(today), is_signed=True, current_end__in=first_days)
    ends = ending.order_by("current_end", "serial").values_list("pk", "current_end")
    keys: dict[date | None, list[int]] = {}
    for pk, end in ends:
        assert end is not None
        keys.setdefault(quarter_key(end, today), []).append(pk)
    shown = [pk for of_quarter in keys.values() for pk in of_quarter[:SHOWN]]
    rows = Agreement.objects.filter(pk__in=shown).order_by("current_end", "serial")
    return list(rows.values_list(*SHOWN_FIELDS, named=True))
