"""The columns of the list of cycles, and the orders that their headers ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from accounts.models import User
from accounts.roles import roles_of
from checklists.selectors.progress import counted
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.selectors.arrangement_end import arrangement_end


@dataclass(frozen=True)
class ListColumn:
    """A column with the fields that its header sorts by, none where it doesn't.

    `first` is the direction at the first press ("-" for descending); `orders` has both directions in words.
    """

    key: str
    label: str
    fields: tuple[str, ...] = ()
    orders: tuple[str, str] = ("A to Z", "Z to A")
    numeric: bool = False
    wraps: bool = True
    first: str = ""
    live_first: bool = False


COLUMNS = (
    ListColumn("name", "Cycle", ("service__name", "number")),
    ListColumn("reference", "Reference", ("serial",), ("oldest first", "newest first")),
    ListColumn("directorate", "Directorate", ("directorate__name",)),
    ListColumn("stage", "Stage", ("stage_position",), ("Analyse first", "Analyse last")),
    ListColumn("met", "Questions met", ("met",), ("fewest first", "most first"), first="-", live_first=True),
    ListColumn("next", "Next"),
    ListColumn("slack", "Slack", ("slack",), ("least first", "most first")),
    ListColumn(
        "ends",
        "Contract ends",
        ("ends",),
        ("soonest first", "latest first"),
        wraps=False,
        live_first=True,
    ),
    ListColumn(
        "yearly",
        "Yearly without VAT",
        ("yearly_value",),
        ("lowest first", "highest first"),
        numeric=True,
        first="-",
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
PLAIN_COLUMNS = COLUMNS[COLUMNS.index(BY_KEY["slack"]) + 1 :]  # of one text: portfolio/presenters/cycle_rows.py
QUESTIONS_MET = "met"  # of answers before their gate was passed, and counted for each row
LEAST_SLACK = "slack"


def columns_for(user: User) -> tuple[ListColumn, ...]:
    """Councillors read no drafts, so no count of them either."""
    return COLUMNS if roles_of(user).is_officer else tuple(column for column in COLUMNS if column.key != QUESTIONS_MET)


def in_order(cycles: QuerySet[Cycle], sort: str, today: date) -> QuerySet[Cycle]:
    """Sorted by a column's key, descending after "-". Rows without a value come last in both directions.

    An ended cycle has no slack. Least slack first is the order of an index.
    """
    descending, column = sort.startswith("-"), BY_KEY[sort.removeprefix("-")]
    fields = [F(name) for name in column.fields]
    order: list[Any] = [field.desc(nulls_last=True) if descending else field.asc(nulls_last=True) for field in fields]
    if column.key == QUESTIONS_MET:
        cycles = counted(cycles)
    if column.key == "ends":
        cycles = cycles.annotate(ends=arrangement_end(today))
    if column.key == "stage":
        positions = [When(stage=stage, then=Value(number)) for number, stage in enumerate(CycleStage.values)]
        cycles = cycles.annotate(stage_position=Case(*positions, default=Value(0), output_field=IntegerField()))
    if column.live_first:
        live = When(stage__in=LIVE_STAGES, then=Value(0))
        cycles = cycles.annotate(ended=Case(live, default=Value(1), output_field=IntegerField()))
        order.insert(0, F("ended").asc())
    return cycles.order_by(*order, F("serial").asc())
