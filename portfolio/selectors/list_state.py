"""What somebody asks of the portfolio: all of it stands in the address, and nothing else of the address counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from cycles.models import LIVE_STAGES
from portfolio.selectors.columns import BY_KEY, COLUMNS, LEAST_SLACK, Column
from portfolio.selectors.filters import FIRST, LIVE, Choice, Filter

YEARS = ("1", "3", "5")
USUAL = {"sort": LEAST_SLACK, "years": "3"}  # what is not said in an address


@dataclass(frozen=True)
class Asked:
    """The chosen value of each filter in use, the order, and how many years the timeline shows."""

    on: date
    chosen: Mapping[str, Choice] = field(default_factory=dict)
    sort: str = USUAL["sort"]
    years: str = USUAL["years"]

    @classmethod
    def of(cls, query: QueryDict, filters: Mapping[str, Filter], on: date, columns: Sequence[Column] = COLUMNS) -> Self:
        """Of only the fields that there are; a value that none of them offers stays, and finds nothing."""
        read = {name: offered.read(query.get(name, "").strip()) for name, offered in filters.items()}
        sort, years = query.get("sort", ""), query.get("years", "")
        sorts = {column.key for column in columns if column.fields}
        return cls(
            on=on,
            chosen={name: choice for name, choice in read.items() if choice},
            sort=sort if sort.removeprefix("-") in sorts else USUAL["sort"],
            years=years if years in YEARS else USUAL["years"],
        )

    def __hash__(self) -> int:
        return hash((self.on, *self.chosen.items(), self.sort, self.years))

    def at(self, stage: str) -> Self:
        """The same of one stage, which finds nothing where another is asked for."""
        chosen = self.chosen.get("stage")
        gone = chosen is not None and chosen.value not in (LIVE, stage)
        return replace(self, chosen={**self.chosen, "stage": Choice(stage, stage, gone=gone)})

    @property
    def live(self) -> Self:
        """The same of live cycles alone, which finds nothing where one is asked for that has ended."""
        chosen = self.chosen.get("stage")
        if chosen and chosen.value in (LIVE, *LIVE_STAGES):
            return self
        return replace(self, chosen={**self.chosen, "stage": Choice(LIVE, LIVE, gone=chosen is not None)})

    @property
    def values(self) -> dict[str, str]:
        """What stands in the address."""
        ways = {"sort": self.sort, "years": self.years}
        return {name: choice.value for name, choice in self.chosen.items()} | {
            name: value for name, value in ways.items() if value != USUAL[name]
        }

    @property
    def finds_nothing(self) -> bool:
        return any(choice.gone for choice in self.chosen.values())

    @property
    def query(self) -> str:
        """The address's query string with its question mark; "" when nothing is asked."""
        return _query(self.values)

    def but(self, name: str, value: str = "") -> str:
        """The same with one thing changed, or left out; always the first page."""
        return _query({**self.values, name: "" if value == USUAL.get(name) else value})


def _query(values: Mapping[str, str]) -> str:
    said = {name: value for name, value in values.items() if value}
    return f"?{urlencode(said)}" if said else ""


@dataclass(frozen=True)
class Header:
    """The link of one column: where it leads, and what it says of the present order."""

    column: Column
    query: str
    order: str  # ascending, descending or none, as aria-sort says it; "" for one that sorts nothing


@dataclass(frozen=True)
class Field:
    """One field of the filter as the page shows it. What was typed stays in the box when it can't be read."""

    filter: Filter
    typed: str
    choice: Choice | None

    @property
    def value(self) -> str:
        return (self.choice.box or self.choice.value) if self.choice else self.typed

    @property
    def fault(self) -> str:
        return self.filter.fault if self.typed.strip() and not self.choice else ""


@dataclass(frozen=True)
class Form:
    """The filter as the page shows it: its fields, what is chosen with links that take it off, and the headers."""

    asked: Asked
    filters: Mapping[str, Filter]
    typed: QueryDict
    columns: Sequence[Column] = COLUMNS

    @cached_property
    def fields(self) -> list[Field]:
        return [
            Field(one, self.typed.get(name, "")[:200], self.asked.chosen.get(name))
            for name, one in self.filters.items()
        ]

    @property
    def first_fields(self) -> list[Field]:
        return [one for one in self.fields if one.filter.name in FIRST]

    @property
    def more_fields(self) -> list[Field]:
        return [one for one in self.fields if one.filter.name not in FIRST]

    @property
    def more_open(self) -> bool:
        """Whether one of the fields behind More filters is in use, or wrong."""
        return any(one.choice or one.fault for one in self.more_fields)

    @property
    def faults(self) -> list[Field]:
        return [one for one in self.fields if one.fault]

    @property
    def hidden(self) -> dict[str, str]:
        """What the filter keeps besides its own fields."""
        return {name: value for name, value in self.asked.values.items() if name in USUAL}

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is filtered by, each with the query string without it."""
        return [(self.filters[name].says(choice), self.asked.but(name)) for name, choice in self.asked.chosen.items()]

    @property
    def ranges(self) -> list[tuple[int, str, bool]]:
        """How many years the timeline can show, each with its query string and whether it does."""
        return [(int(years), self.asked.but("years", years), years == self.asked.years) for years in YEARS]

    @property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self.columns]

    @property
    def order(self) -> str:
        """The order in words: slack, least first."""
        column = BY_KEY[self.asked.sort.removeprefix("-")]
        return f"{column.label.lower()}, {column.orders[self.asked.sort.startswith('-')]}"

    def _header(self, column: Column) -> Header:
        if not column.fields:
            return Header(column, "", "")
        if self.asked.sort.removeprefix("-") != column.key:
            return Header(column, self.asked.but("sort", column.first + column.key), "none")
        down = self.asked.sort.startswith("-")
        turned = self.asked.but("sort", column.key if down else f"-{column.key}")
        return Header(column, turned, "descending" if down else "ascending")
