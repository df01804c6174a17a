"""The agreements that end in the next quarters, and those past their end that nobody has ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from contracts.models import Agreement
from contracts.quarters import quarter_of
from contracts.selectors.agreement_states import in_force_or_to_come, past_its_end
from contracts.selectors.next_cycles import has_next_cycle
from cycles.models import Cycle

QUARTERS = 8  # the present one and those after it
SHOWN = 10  # rows of a quarter; the register has the others
SHOWN_FIELDS = (
    *("pk", "reference", "title", "service_id", "cycle_id", "ended_on", "current_end", "analyse_by", "yearly_value"),
    *("running_on_since", "quarter"),
)


def ending(today: date) -> QuerySet[Any]:
    """Those past their end and those that end in the next quarters, with the first day of the quarter, NULL if past.

    All of them are signed, so they exist for everybody with a role.
    """
    quarters = [quarter_of(today).after(later) for later in range(QUARTERS)]
    soon = in_force_or_to_come(today) & Q(current_end__lte=quarters[-1].last)
    past = When(current_end__lt=today, then=Value(None, output_field=DateField()))
    ends = [When(current_end__lte=each.last, then=Value(each.first, output_field=DateField())) for each in quarters]
    quarter = Case(past, *ends, output_field=DateField())
    return Agreement.objects.filter(past_its_end(today) | soon).annotate(quarter=quarter).order_by()


def sums_by_quarter(ending: QuerySet[Any], live: QuerySet[Cycle], today: date) -> dict[date | None, Mapping[str, Any]]:
    """By quarter, None for those past their end: how many, what they cost a year, and how many have no next cycle."""
    to_prepare = Q(ended_on__isnull=True) & ~has_next_cycle(live, today)
    rows = ending.values("quarter").annotate(
        number=Count("pk"),
        yearly=Sum("outlook__counted_value"),
        unknown=Count("pk", filter=Q(outlook__counted_value__isnull=True)),
        without_cycle=Count("pk", filter=to_prepare),
        running_on=Count("pk", filter=Q(running_on_since__isnull=False)),
    )
    return {row["quarter"]: row for row in rows}


def first_of_each_quarter(ending: QuerySet[Any]) -> list[Any]:
    """The first to end of each quarter, as named tuples, in the order of their ends."""
    place = Window(RowNumber(), partition_by=[F("quarter")], order_by=[F("current_end").asc(), F("serial").asc()])
    rows = ending.annotate(place=place).filter(place__lte=SHOWN).order_by("current_end", "serial")
    return list(rows.values_list(*SHOWN_FIELDS, named=True))
