"""A table that can be downloaded as a file: how it is filtered, its columns, and its rows piece by piece."""

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

PIECE_ROWS = 200  # rows that are in memory together

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]


class ColumnKind(Enum):
    """The type of a column's cells in a spreadsheet."""

    TEXT = auto()
    NUMBER = auto()
    MONEY = auto()
    DATE = auto()


@dataclass(frozen=True)
class ExportColumn:
    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True)
class ExportTable:
    """A table as one person sees it.

    `find` returns the keys of the rows in their order. `read` returns the rows of some of these keys in that order,
    without those that the person may no longer see. `hidden` returns the keys that they may not see at all, each with
    the time since which it exists: an older file that may hold one of them is not handed out.
    """

    title: str
    query: str  # of the address, with nothing but the parameters that were read
    filters: Sequence[tuple[str, str]]  # labels and values
    columns: Sequence[ExportColumn]
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
        for start in range(0, len(self.keys), PIECE_ROWS):
            yield list(self.read(self.keys[start : start + PIECE_ROWS]))


def table_of(name: str, user: User, query: QueryDict) -> ExportTable:
    """The table of the page of that name, as it stands at an address with that query.

    Raises KeyError for a page without one, PermissionDenied where the person may not read it at all.
    """
    make: Callable[[User, QueryDict], ExportTable] = import_string(settings.EXPORTS[name])
    return make(user, query)
