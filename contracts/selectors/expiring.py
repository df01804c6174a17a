"""The agreements that end in the next quarters, and those past their end that nobody has ended.

All of them are signed, so they exist for everybody with a role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Q, SmallIntegerField, Sum, When

from contracts.models import Agreement, AgreementOutlook
from contracts.quarters import Quarter, quarter_of
from contracts.selectors.agreement_states import goes_on
from contracts.selectors.next_cycles import STORED_FIELDS, RestrictedPreparers, outlook_has_next_cycle

QUARTERS = 8  # the present one and those after it
PAST = -1  # instead of the place of a quarter among them
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


def _quarters(today: date) -> list[Quarter]:
    return [quarter_of(today).after(later) for later in range(QUARTERS)]


def sums_by_quarter(restricted: RestrictedPreparers, today: date) -> Mapping[date | None, QuarterSums]:
    """The sums by `quarter_key`. An index of AgreementOutlook has everything that they add up, so no key is counted."""
    is_prepared = outlook_has_next_cycle(restricted, today)
    quarters = _quarters(today)
    ends_in = [When(ends__lte=quarter.last, then=number) for number, quarter in enumerate(quarters)]
    is_over = When(ends__lt=today, then=PAST)
    ending = AgreementOutlook.objects.filter(goes_on(today), ends__lte=quarters[-1].last).order_by()
    groups = ending.values_list(Case(is_over, *ends_in, output_field=SmallIntegerField())).annotate(
        number=Count("ends"),
        yearly=Sum("counted_value"),
        unknown=Count("ends", filter=Q(counted_value__isnull=True)),
        without_cycle=Count("ends", filter=Q(ended_on__isnull=True) & ~is_prepared),
        running_on=Count("ends", filter=Q(runs_on=True)),
    )
    return {None if place == PAST else quarters[place].first: QuarterSums(*sums) for place, *sums in groups}


def first_of_each_quarter(today: date) -> list[Any]:
    """The first to end of each quarter and of those past their end, as named tuples, in the order of their ends."""
    rows = Agreement.objects.filter(pk__in=_first_keys(today)).order_by("current_end", "serial")
    return list(rows.values_list(*SHOWN_FIELDS, named=True))


def _first_keys(today: date) -> list[int]:
    """One statement, whose parts read the first keys of each quarter from an index: it is compiled for one of them."""
    present, *others = _quarters(today)
    spans = [(date.min, today - timedelta(days=1)), (today, present.last), *((one.first, one.last) for one in others)]
    part = Agreement.objects.filter(goes_on(today), is_signed=True, current_end__range=(date.min, date.max))
    sql, values = part.order_by("current_end", "serial").values("pk")[:SHOWN].query.sql_with_params()
    adapt = connection.ops.adapt_datefield_value
    params: list[Any] = []
    for first, last in spans:
        bounds = {adapt(date.min): adapt(first), adapt(date.max): adapt(last)}
        params += [bounds.get(value, value) for value in values]
    parts = (f"SELECT * FROM ({sql}) AS part{number}" for number, _ in enumerate(spans))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return [pk for (pk,) in cursor.fetchall()]
