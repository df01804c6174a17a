"""Counting no further than anybody reads: past a thousand rows the filter is the way on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

MOST, A_PAGE = 1_000, 50


def told(count: int) -> str:
    """A count as it is shown: 1,000+ where nobody counted further."""
    return f"{MOST:,}+" if count > MOST else f"{count:,}"


class Found:
    """How many rows fit, counted once and no further than one more than are shown."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    @cached_property
    def count(self) -> int:
        return self.rows.order_by().values("pk")[: MOST + 1].count()

    @property
    def more(self) -> bool:
        return self.count > MOST

    @property
    def told(self) -> str:
        return told(self.count)

    def page(self, ordered: QuerySet[Any], number: str | None) -> Page[Any]:
        """The page asked for of the same rows in their order, or the nearest that there is."""
        return Pages(ordered, self).get_page(number)


class Pages(Paginator[Any]):
    """Fifty rows a page, of the first thousand."""

    def __init__(self, ordered: QuerySet[Any], found: Found) -> None:
        super().__init__(ordered, A_PAGE)
        self.found = found

    @cached_property
    def count(self) -> int:
        return min(self.found.count, MOST)

    @property
    def told(self) -> str:
        return self.found.told
