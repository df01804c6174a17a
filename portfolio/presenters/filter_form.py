"""The filter and the table headers as a page shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from portfolio.selectors.columns import COLUMNS, ListColumn
from portfolio.selectors.filter_options import FilterChoice
from portfolio.selectors.filters import ALWAYS_SHOWN, Filter
from portfolio.selectors.list_state import YEARS, ListState


@dataclass(frozen=True)
class ColumnHeader:
    """The link of one column, and the present order as aria-sort has it: ascending, descending, none.

    `order` is "" where the column does not sort.
    """

    column: ListColumn
    query: str = ""
    order: str = ""


@dataclass(frozen=True)
class FilterField:
    """One field of the filter. A text that can't be read stays in its box."""

    filter: Filter
    typed: str
    choice: FilterChoice | None

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """The value and the label of each choice, and whether it is chosen."""
        value = self.value
        return [
            (choice.value, ", ".join(filter(None, [choice.label, choice.detail])), choice.value == value)
            for choice in self.filter.choices
        ]

    @property
    def value(self) -> str:
        return (self.choice.box or self.choice.value) if self.choice else self.typed

    @property
    def error(self) -> str:
        return self.filter.error if self.typed.strip() and not self.choice else ""


@dataclass(frozen=True)
class FilterForm:
    """The fields, what is chosen with links that remove it, and the table headers with links that sort.

    `first` are the fields that are always shown; the others are behind More filters.
    """

    state: ListState
    filters: Mapping[str, Filter]
    typed: QueryDict
    columns: Sequence[ListColumn] = COLUMNS
    first: Collection[str] = ALWAYS_SHOWN

    @cached_property
    def fields(self) -> list[FilterField]:
        chosen = self.state.chosen
        return [
            FilterField(one, self.typed.get(name, "")[:200], chosen.get(name)) for name, one in self.filters.items()
        ]

    @property
    def first_fields(self) -> list[FilterField]:
        return [field for field in self.fields if field.filter.name in self.first]

    @property
    def more_fields(self) -> list[FilterField]:
        return [field for field in self.fields if field.filter.name not in self.first]

    @property
    def more_open(self) -> bool:
        """Whether one of the fields behind More filters is in use, or wrong."""
        return any(field.choice or field.error for field in self.more_fields)

    @property
    def errors(self) -> list[FilterField]:
        return [field for field in self.fields if field.error]

    @property
    def hidden(self) -> dict[str, str]:
        """The parameters that the filter keeps besides its own fields."""
        return {name: value for name, value in self.state.params.items() if name in self.state.defaults}

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is filtered by, each with the query string without it."""
        chosen = self.state.chosen.items()
        return [(self.filters[name].summary_of(choice), self.state.with_param(name)) for name, choice in chosen]

    @property
    def year_links(self) -> list[tuple[int, str, bool]]:
        """How many years the timeline can show, each with its query string and whether it shows them now."""
        return [(int(years), self.state.with_param("years", years), years == self.state.years) for years in YEARS]

    @property
    def headers(self) -> list[ColumnHeader]:
        sort, headers = self.state.sort, []
        for column in self.columns:
            if not column.fields:
                headers.append(ColumnHeader(column))
            elif sort == column.key:
                headers.append(ColumnHeader(column, self.state.with_param("sort", f"-{column.key}"), "ascending"))
            elif sort == f"-{column.key}":
                headers.append(ColumnHeader(column, self.state.with_param("sort", column.key), "descending"))
            else:
                query = self.state.with_param("sort", column.first + column.key)
                headers.append(ColumnHeader(column, query, "none"))
        return headers

    @property
    def order(self) -> str:
        """The order in words: slack, least first."""
        key = self.state.sort.removeprefix("-")
        column = next(column for column in self.columns if column.key == key)
        return f"{column.label.lower()}, {column.orders[self.state.sort.startswith('-')]}"
