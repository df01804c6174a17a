"""Looking for one row."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def only_row(rows: QuerySet[M]) -> M | None:
    """The one row that there can be; None without it.

    `first` sorts rows by their key, and for every statement that sorts Django hashes each column it reads: of a cycle
    with its people that is a third of what reading it takes.
    """
    return next(iter(rows.order_by()[:1]), None)
