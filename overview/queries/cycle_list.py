"""The list of cycles: what a query string may ask for, and nothing else of it ever reaches the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import QueryDict

from accounts.models import User
from accounts.standing import standing
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.queries.named import matches
from overview.queries.progress import counted
from overview.queries.words import words_of
from principles.models import Edition

LIVE = "live"
FIRST = ("directorate", "stage")  # the fields that stand beside the search; the others are behind More filters
STAGES = {LIVE: "Live", **dict(CycleStage.choices)}
KEY = {"yes": "Key decision", "no": "Not a key decision"}


@dataclass(frozen=True)
class Choice:
    """One value that a filter offers."""

    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """One field of the filter: its values as they stand in the rows that the person may see."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""

    @property
    def chosen_label(self) -> str:
        return next((choice.label for choice in self.choices if choice.value == self.chosen), "")


@dataclass(frozen=True)
class Column:
    """A column with what its header sorts by. `first` is the direction of the first press."""

    key: str
    label: str
    fields: tuple[str, ...]
    numeric: bool = False
    first: str = ""


COLUMNS = (
    Column("name", "Cycle", ("service__name", "number")),
    Column("reference", "Reference", ("serial",)),
    Column("directorate", "Directorate", ("directorate__name",)),
    Column("stage", "Stage", ("stage_place",)),
    Column("met", "Questions met", ("met",), first="-"),
    Column("need-by", "Needed by", ("need_by",)),
    Column("yearly", "Yearly value", ("yearly_value",), numeric=True, first="-"),
)
DRAFT = "met"  # a column that tells of answers before their gate was passed
DEFAULT_SORT = "need-by"


def columns_for(user: User) -> tuple[Column, ...]:
    """Councillors read no drafts, so no count of them either."""
    return COLUMNS if standing(user).is_officer else tuple(column for column in COLUMNS if column.key != DRAFT)


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the list, with everything unknown left out."""

    q: str = ""
    directorate: str = ""
    stage: str = ""
    ambition: str = ""
    lead: str = ""
    tier: str = ""
    route: str = ""
    key: str = ""
    sort: str = DEFAULT_SORT

    @classmethod
    def of(cls, query: QueryDict, filters: Mapping[str, Filter], columns: Sequence[Column] = COLUMNS) -> Asked:
        """Only values that are offered, of only the fields that there are."""
        known = {
            name: value
            for name, offered in filters.items()
            if (value := query.get(name, "")) in {choice.value for choice in offered.choices}
        }
        sort = query.get("sort", "")
        sorts = {column.key for column in columns}
        known["sort"] = sort if sort.removeprefix("-") in sorts else DEFAULT_SORT
        return cls(q=" ".join(words_of(query.get("q", ""))), **known)

    def but(self, **other: str) -> str:
        """The query string of this list with something changed; always its first page."""
        asked = replace(self, **other)
        values = {
            name: value for name, value in vars(asked).items() if value and (name, value) != ("sort", DEFAULT_SORT)
        }
        return f"?{urlencode(values)}" if values else "?"


@dataclass(frozen=True)
class Header:
    """The link of one column: where it leads, and what it says of the present order."""

    column: Column
    url: str
    order: str  # ascending, descending or none, as aria-sort says it


@dataclass(frozen=True)
class Listing:
    """The filter as the page shows it: its fields, what is chosen with links that take it off, and the headers."""

    asked: Asked
    filters: Mapping[str, Filter]
    columns: Sequence[Column] = COLUMNS

    def field(self, name: str) -> Filter:
        return replace(self.filters[name], chosen=getattr(self.asked, name))

    @property
    def first_fields(self) -> list[Filter]:
        return [self.field(name) for name in FIRST]

    @property
    def more_fields(self) -> list[Filter]:
        return [self.field(name) for name in self.filters if name not in FIRST]

    @property
    def more_open(self) -> bool:
        """Whether one of the fields behind More filters is in use."""
        return any(field.chosen for field in self.more_fields)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is filtered by, each with the address of the list without it."""
        searched = [(f"“{self.asked.q}”", self.asked.but(q=""))] if self.asked.q else []
        fields = [self.field(name) for name in self.filters]
        return searched + [(field.chosen_label, self.asked.but(**{field.name: ""})) for field in fields if field.chosen]

    @property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self.columns]

    def _header(self, column: Column) -> Header:
        if self.asked.sort.removeprefix("-") != column.key:
            return Header(column, self.asked.but(sort=column.first + column.key), "none")
        down = self.asked.sort.startswith("-")
        turned = self.asked.but(sort=column.key if down else f"-{column.key}")
        return Header(column, turned, "descending" if down else "ascending")


def filters_for(visible: QuerySet[Cycle]) -> dict[str, Filter]:
    """The choices of every filter, from the cycles that the person may see."""
    tiers = {rule["code"]: rule["name"] for figures in _figures(visible) for rule in figures["tiers"]}
    return {
        row.name: row
        for row in (
            Filter("directorate", "Directorate", _choices(visible, "directorate__code", "directorate__name")),
            Filter("stage", "Stage", tuple(Choice(code, label) for code, label in STAGES.items())),
            Filter("ambition", "Ambition", _choices(visible, "ambitions__code", "ambitions__name")),
            Filter("lead", "Lead commissioner", _choices(visible, "lead_id", "lead__name")),
            Filter("tier", "Tier", tuple(Choice(code, str(name)) for code, name in tiers.items())),
            Filter("route", "Delivery route", _choices(visible, "delivery_route__code", "delivery_route__name")),
            Filter("key", "Key decision", tuple(Choice(code, label) for code, label in KEY.items())),
        )
    }


def _choices(visible: QuerySet[Cycle], code: str, name: str) -> tuple[Choice, ...]:
    rows = visible.order_by(name).values_list(code, name).distinct()
    return tuple(Choice(str(value), str(label)) for value, label in dict(rows).items() if value)


def _figures(visible: QuerySet[Cycle]) -> Iterable[Mapping[str, Any]]:
    editions = visible.order_by().values("edition")
    return Edition.objects.filter(pk__in=editions).values_list("figures", flat=True)


def listed(visible: QuerySet[Cycle], asked: Asked) -> QuerySet[Cycle]:
    """The cycles that fit, in the order asked for."""
    found = _matching(visible, asked)
    found = found.annotate(stage_place=_place(), ended=_ended())
    if asked.sort.removeprefix("-") == "met":
        found = counted(found)
    return found.select_related("service", "directorate", "lead", "edition").order_by(*_order(asked.sort))


def _matching(cycles: QuerySet[Cycle], asked: Asked) -> QuerySet[Cycle]:
    for word in asked.q.split():
        cycles = cycles.filter(matches(word))
    if asked.stage:
        cycles = cycles.filter(stage__in=LIVE_STAGES if asked.stage == LIVE else [asked.stage])
    if asked.key:
        cycles = cycles.filter(key_decision=asked.key == "yes")
    exact = {
        "directorate__code": asked.directorate,
        "lead_id": asked.lead,
        "tier": asked.tier,
        "delivery_route__code": asked.route,
    }
    cycles = cycles.filter(**{field: value for field, value in exact.items() if value})
    if asked.ambition:
        with_it = Cycle.ambitions.through.objects.filter(ambition__code=asked.ambition).values("cycle")
        cycles = cycles.filter(pk__in=with_it)
    return cycles


def _place() -> Case:
    return Case(
        *(When(stage=stage, then=Value(place)) for place, stage in enumerate(CycleStage.values)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _ended() -> Case:
    return Case(When(stage__in=LIVE_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField())


def _order(sort: str) -> list[Any]:
    """By need-by date the live cycles come first; what has no value comes last whichever way."""
    down, key = sort.startswith("-"), sort.removeprefix("-")
    fields = next(column.fields for column in COLUMNS if column.key == key)
    order = [F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True) for field in fields]
    first = [F("ended").asc()] if key in {"need-by", "met"} else []
    return [*first, *order, F("serial").asc()]
