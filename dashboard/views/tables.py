"""Pages that list the rows behind a figure."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from dashboard.presenters.drilldown_tables import Table

A_PAGE = 50
FIRST = 8


def paged(request: HttpRequest, table: Table) -> dict[str, Any]:
    """One page of a table; an address beyond the last page shows the last."""
    found = Paginator(table.cycles, A_PAGE).get_page(request.GET.get("page"))
    return {"table": table, "rows_page": found, "rows": table.rows(list(found.object_list))}


def first(table: Table) -> dict[str, Any]:
    """Its first rows, for a page that has another list."""
    return {"table": table, "rows": table.rows(list(table.cycles[:FIRST]))}
