"""Looking for one row, and keeping rows that were read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def only_row(rows: QuerySet[M]) -> M | None:
    """The one row that there can be; None without it.

    `first` sorts rows by their key, and for every statement that sorts Django hashes each column it reads: of a cycle
    with its people that is a third of what reading it takes.
    """
    return next(iter(rows.order_by()[:1]), None)


def keep_related(row: Model, name: str, rows: Iterable[Model]) -> None:
    """Let `row.<name>.all()` answer with these rows, which are at hand, as after `prefetch_related`."""
    related = getattr(row, name).all()
    related._result_cache, related._prefetch_done = list(rows), True
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = related


def has_related(row: Model, name: str) -> bool:
    """Whether `row.<name>.all()` answers with rows that were read before."""
    return name in vars(row).get("_prefetched_objects_cache", {})


def forget_related(row: Model, name: str) -> None:
    """Let `row.<name>.all()` read them anew, after they were changed."""
    vars(row).get("_prefetched_objects_cache", {}).pop(name, None)
