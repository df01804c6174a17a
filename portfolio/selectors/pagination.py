"""Counting no further than anybody reads: past a thousand rows the filter is the way on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

MOST, A_PAGE = 1_000, 50


def told(count: int) -> str:
    """A count as it is shown: 1,000+ where nobody counted further."""
    return f"{MOST:,}+" if count > MOST else f"{count:,}"


class Found:
    """How many rows fit, counted once and no further than one more than are shown, and fifty of them at a time."""

    def __init__(self, number: Callable[[], int], rows: Callable[[int, int], list[Any]]) -> None:
        self._number, self.rows = number, rows

    @cached_property
    def count(self) -> int:
        return self._number()

    @property
    def more(self) -> bool:
        return self.count > MOST

    @property
    def told(self) -> str:
        return told(self.count)

    def page(self, number: str | None) -> Page[Any]:
        """The page asked for, or the nearest that there is."""
        return Pages(self).get_page(number)


class Pages(Paginator[Any]):
    """Fifty rows a page, of the first thousand."""

    def __init__(self, found: Found) -> None:
        super().__init__((), A_PAGE)
        self.found = found

    @cached_property
    def count(self) -> int:
        return min(self.found.count, MOST)

    @property
    def told(self) -> str:
        return self.found.told

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * A_PAGE
        return Page(self.found.rows(first, min(first + A_PAGE, self.count)), number, self)
