"""The columns of the list, and the orders that their headers ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from accounts.models import User
from accounts.standing import standing
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.queries.progress import counted


@dataclass(frozen=True)
class Column:
    """A column with what its header sorts by, nothing for a header that does not. `first`: which way at first press.

    `orders` says both ways in words.
    """

    key: str
    label: str
    fields: tuple[str, ...] = ()
    orders: tuple[str, str] = ("A to Z", "Z to A")
    numeric: bool = False
    first: str = ""
    live_first: bool = False


COLUMNS = (
    Column("name", "Cycle", ("service__name", "number")),
    Column("reference", "Reference", ("serial",), ("oldest first", "newest first")),
    Column("directorate", "Directorate", ("directorate__name",)),
    Column("stage", "Stage", ("stage_place",), ("Analyse first", "Analyse last")),
    Column("met", "Questions met", ("met",), ("fewest first", "most first"), first="-", live_first=True),
    Column("next", "Next"),
    Column("slack", "Slack", ("slack",), ("least first", "most first")),
    Column("ends", "Contract ends", ("ends",), ("soonest first", "latest first"), live_first=True),
    Column("yearly", "Yearly value", ("yearly_value",), ("lowest first", "highest first"), numeric=True, first="-"),
)
BY_KEY = {column.key: column for column in COLUMNS}
COUNTED = "met"  # tells of answers before their gate was passed, and is counted for each row
LEAST_SLACK = "slack"


def columns_for(user: User) -> tuple[Column, ...]:
    """Councillors read no drafts, so no count of them either."""
    return COLUMNS if standing(user).is_officer else tuple(column for column in COLUMNS if column.key != COUNTED)


def in_order(found: QuerySet[Cycle], sort: str) -> QuerySet[Cycle]:
    """The order of a header, "-" before it turning it round; what has no value comes last whichever way.

    An ended cycle has no slack. Least slack first is the order of an index.
    """
    down, column = sort.startswith("-"), BY_KEY[sort.removeprefix("-")]
    values = [F(name) for name in column.fields]
    order: list[Any] = [value.desc(nulls_last=True) if down else value.asc(nulls_last=True) for value in values]
    if column.key == COUNTED:
        found = counted(found)
    if column.key == "stage":
        found = found.annotate(stage_place=_place())
    if column.live_first:
        found, order = found.annotate(ended=_ended()), [F("ended").asc(), *order]
    return found.order_by(*order, F("serial").asc())


def _place() -> Case:
    return Case(
        *(When(stage=stage, then=Value(place)) for place, stage in enumerate(CycleStage.values)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _ended() -> Case:
    return Case(When(stage__in=LIVE_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField())
