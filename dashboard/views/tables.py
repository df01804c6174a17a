"""Tables of the rows behind a figure, as template context."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from dashboard.presenters.arrangement_tables import ArrangementKeys
from dashboard.presenters.drilldown_tables import DrilldownTable

PAGE_SIZE = 50
MAX_ROWS = 1_000
FIRST_ROWS = 8


class FirstRows(Paginator[Any]):
    """Pages of the first thousand rows, which are counted no further."""

    @cached_property
    def counted(self) -> int:
        """At most one more than MAX_ROWS."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: MAX_ROWS + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, MAX_ROWS)

    @property
    def is_capped(self) -> bool:
        return self.counted > MAX_ROWS


class FirstKeys(FirstRows):
    """The same of rows that are mere keys: one statement reads and counts them."""

    def __init__(self, rows: ArrangementKeys, page_size: int) -> None:
        super().__init__(list(rows[: MAX_ROWS + 1]), page_size)

    @cached_property
    def counted(self) -> int:
        return len(self.object_list)


def table_page(request: HttpRequest, table: DrilldownTable) -> dict[str, Any]:
    """One page of a table; an address beyond the last page shows the last."""
    found = table.found
    pages = FirstKeys(found, PAGE_SIZE) if isinstance(found, ArrangementKeys) else FirstRows(found, PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    return {"table": table, "rows_page": page, "rows": table.rows(list(page.object_list))}


def first_rows(table: DrilldownTable) -> dict[str, Any]:
    """The first rows of a table, for a page with another table."""
    return {"table": table, "rows": table.rows(list(table.found[:FIRST_ROWS]))}
