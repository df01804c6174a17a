"""A table that can be handed out as a file: how it was filtered, its columns, and its rows piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property

from django.conf import settings
from django.http import QueryDict
from django.utils.module_loading import import_string

from accounts.models import User

A_PIECE = 200  # rows that are in memory together

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]


class Kind(Enum):
    """What a spreadsheet takes the cells of a column for."""

    TEXT = auto()
    NUMBER = auto()
    MONEY = auto()
    DATE = auto()


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """What one person asked for.

    `find` names the rows in their order; `read` gives the rows of some of these keys in that order, without those that
    the person may not see any more. `hidden` names what they may not see at all, each with the time since when it has
    been there: an older file that may hold one of them is not given out.
    """

    title: str
    query: str  # of the address, with nothing in it but what was understood
    filters: Sequence[tuple[str, str]]  # in words: what is filtered by, and by which value
    columns: Sequence[Column]
    find: Callable[[], Sequence[int]]
    read: Callable[[Sequence[int]], Iterable[Row]]
    hidden: Callable[[], Mapping[int, datetime]]
    note: str = ""

    @cached_property
    def keys(self) -> Sequence[int]:
        return self.find()

    @property
    def headings(self) -> list[str]:
        return [column.label for column in self.columns]

    @property
    def filtered(self) -> str:
        """The filter in one line of words."""
        return ", ".join(f"{label}: {value}" for label, value in self.filters)

    def pieces(self) -> Iterator[list[Row]]:
        for place in range(0, len(self.keys), A_PIECE):
            yield list(self.read(self.keys[place : place + A_PIECE]))


def table_of(name: str, user: User, query: QueryDict) -> Table:
    """The table of the page of that name, as it stands at an address with that query.

    Raises KeyError for a page without one, PermissionDenied where the person may not read it at all.
    """
    make: Callable[[User, QueryDict], Table] = import_string(settings.EXPORTS[name])
    return make(user, query)
