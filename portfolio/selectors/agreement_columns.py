"""The columns of the contracts register, and the orders that their headers ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement
from contracts.selectors.agreement_states import is_over
from portfolio.selectors.columns import ListColumn

ENDS = "ends"
SOONEST = ("soonest first", "latest first")
AGREEMENT_COLUMNS = (
    ListColumn("title", "Agreement", ("title",)),
    ListColumn("suppliers", "Suppliers"),
    ListColumn("directorate", "Directorate", ("directorate__name",)),
    ListColumn(ENDS, "Ends", ("current_end",), SOONEST),
    ListColumn("decide", "Decide by", ("decide_by",), SOONEST),
    ListColumn("analyse", "Next Analyse by", ("analyse_by",), SOONEST),
    ListColumn(
        "yearly",
        "Yearly without VAT",
        ("yearly_value",),
        ("lowest first", "highest first"),
        numeric=True,
        first="-",
    ),
    ListColumn(
        "entry",
        "Entry",
        ("completeness",),
        ("least complete first", "most complete first"),
    ),
    ListColumn("state", "State"),
)
OF_OFFICERS = frozenset({"decide", "analyse", "entry"})  # the council's own planning and gaps are not published
AGREEMENT_FIELDS = (
    *("pk", "reference", "title", "kind", "directorate__name", "start", "current_end", "last_end", "is_rolling"),
    *("decide_by", "notice_by", "analyse_by", "yearly_value", "completeness", "missing"),
    *("is_signed", "ended_on", "running_on_since"),
)


def agreement_columns_for(user: User) -> tuple[ListColumn, ...]:
    if roles_of(user).is_officer:
        return AGREEMENT_COLUMNS
    return tuple(column for column in AGREEMENT_COLUMNS if column.key not in OF_OFFICERS)


def in_register_order(agreements: QuerySet[Agreement], sort: str, today: date) -> QuerySet[Agreement]:
    """Sorted by a column's key, descending after "-". Rows without a value come last in both directions.

    By their end, soonest first, come those whose end is to come, then those past it, then those that were ended.
    """
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    column = next(column for column in AGREEMENT_COLUMNS if column.key == key)
    fields = [F(name) for name in column.fields]
    order: list[Any] = [field.desc(nulls_last=True) if descending else field.asc(nulls_last=True) for field in fields]
    if sort == ENDS:
        over = (When(is_over(today), then=Value(2)), When(current_end__lt=today, then=Value(1)))
        agreements = agreements.annotate(part=Case(*over, default=Value(0), output_field=IntegerField()))
        order.insert(0, F("part").asc())
    return agreements.order_by(*order, F("serial").asc())


def parts_in_register_order(agreements: QuerySet[Agreement], sort: str, today: date) -> list[QuerySet[Agreement]]:
    """The same in parts that follow one another: by their end, an index gives those whose end is to come."""
    if sort != ENDS:
        return [in_register_order(agreements, sort, today)]
    to_come = Q(current_end__gte=today) & (Q(ended_on__isnull=True) | Q(ended_on__gte=today))
    soonest_first = agreements.filter(to_come).order_by("current_end", "serial")
    return [soonest_first, in_register_order(agreements.exclude(to_come), sort, today)]
