"""Tables of the rows behind a figure, as template context."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from dashboard.presenters.drilldown_tables import DrilldownTable

PAGE_SIZE = 50
FIRST_ROWS = 8


def table_page(request: HttpRequest, table: DrilldownTable) -> dict[str, Any]:
    """One page of a table; an address beyond the last page shows the last."""
    page = Paginator(table.found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"table": table, "rows_page": page, "rows": table.rows(list(page.object_list))}


def first_rows(table: DrilldownTable) -> dict[str, Any]:
    """The first rows of a table, for a page with another table."""
    return {"table": table, "rows": table.rows(list(table.found[:FIRST_ROWS]))}
