"""What a list is asked for: all of it stands in the address, and nothing else of the address counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from cycles.models import LIVE_STAGES
from portfolio.selectors.columns import COLUMNS, LEAST_SLACK, ListColumn
from portfolio.selectors.filter_options import FilterChoice
from portfolio.selectors.filters import LIVE, Filter

YEARS = ("1", "3", "5")
DEFAULTS: Mapping[str, str] = {"sort": LEAST_SLACK, "years": "3"}  # left out of an address


@dataclass(frozen=True)
class ListState:
    """The chosen value of each filter in use, the order, and how many years the timeline shows.

    `defaults` names the parameters besides filters that the list reads, each with the value that it has by itself.
    """

    today: date
    chosen: Mapping[str, FilterChoice] = field(default_factory=dict)
    sort: str = DEFAULTS["sort"]
    years: str = DEFAULTS["years"]
    defaults: Mapping[str, str] = field(default_factory=lambda: DEFAULTS)

    @classmethod
    def from_query(
        cls,
        query: QueryDict,
        filters: Mapping[str, Filter],
        today: date,
        columns: Sequence[ListColumn] = COLUMNS,
        defaults: Mapping[str, str] = DEFAULTS,
    ) -> Self:
        """Only fields that exist are read; a value that none of them offers stays, and matches nothing."""
        read = {name: one.read(query.get(name, "").strip()) for name, one in filters.items()}
        sort, years = query.get("sort", ""), query.get("years", "")
        sorts = {column.key for column in columns if column.fields}
        return cls(
            today=today,
            chosen={name: choice for name, choice in read.items() if choice},
            sort=sort if sort.removeprefix("-") in sorts else defaults["sort"],
            years=years if years in YEARS else DEFAULTS["years"],
            defaults=defaults,
        )

    @property
    def live(self) -> Self:
        """The same for live cycles; matches nothing where ended ones are asked for."""
        chosen = self.chosen.get("stage")
        if chosen and chosen.value in (LIVE, *LIVE_STAGES):
            return self
        return replace(self, chosen={**self.chosen, "stage": FilterChoice(LIVE, LIVE, gone=chosen is not None)})

    @property
    def any_stage(self) -> Self:
        """The same without the filter by stage."""
        return replace(self, chosen={name: choice for name, choice in self.chosen.items() if name != "stage"})

    @property
    def live_stages(self) -> list[str]:
        """The live stages that the filter by stage admits."""
        chosen = self.chosen.get("stage")
        return [stage for stage in LIVE_STAGES if chosen is None or chosen.value in (LIVE, stage)]

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the address."""
        others = {"sort": self.sort, "years": self.years}
        return {name: choice.value for name, choice in self.chosen.items()} | {
            name: value for name, value in others.items() if value != self.defaults.get(name, value)
        }

    @property
    def matches_nothing(self) -> bool:
        return any(choice.gone for choice in self.chosen.values())

    @property
    def query(self) -> str:
        """The query string with its question mark; "" without parameters."""
        return query_string(self.params)

    def with_param(self, name: str, value: str = "") -> str:
        """The query string with one parameter changed, or left out; always the first page."""
        return query_string({**self.params, name: "" if value == self.defaults.get(name) else value})


def query_string(params: Mapping[str, str]) -> str:
    given = {name: value for name, value in params.items() if value}
    return f"?{urlencode(given)}" if given else ""
