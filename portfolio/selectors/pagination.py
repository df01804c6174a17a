"""Pages of a list whose rows are counted only up to a limit: beyond a thousand rows people narrow the filter."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

MAX_ROWS, PAGE_SIZE = 1_000, 50


def count_label(count: int) -> str:
    """A count in words: "1,000+" where counting stopped at the limit."""
    return f"{MAX_ROWS:,}+" if count > MAX_ROWS else f"{count:,}"


def capped_count(rows: QuerySet[Any]) -> int:
    """The number of rows, at most one more than `MAX_ROWS`."""
    return rows.order_by()[: MAX_ROWS + 1].count()


class CappedPaginator(Paginator[int]):
    """Pages of the keys of rows, fifty a page of the first thousand, in their order.

    Rows may come in parts, each after the one before: a part is read once those before it do not fill the pages.
    """

    def __init__(self, *parts: QuerySet[Any]) -> None:
        keys: list[int] = []
        for rows in parts:
            keys += rows.values_list("pk", flat=True)[: MAX_ROWS + 1 - len(keys)]
        super().__init__(keys[:MAX_ROWS], PAGE_SIZE)
        self.capped_count = len(keys)

    @property
    def count_label(self) -> str:
        return count_label(self.capped_count)

    @property
    def is_capped(self) -> bool:
        return self.capped_count > MAX_ROWS
