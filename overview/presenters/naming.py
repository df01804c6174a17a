"""Names of many kinds, read together in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

Row = tuple[str, int, str, str]  # what it is, its number, and two texts
Named = Mapping[str, list[Row]]
Part = QuerySet[Any, Row]


def part(what: str, rows: Any, first: str, second: str = "") -> Part:
    """What a union takes of these rows: two columns, the second maybe none."""
    text = Cast(second, CharField()) if second else Value("", CharField())
    found: Part = rows.order_by().values_list(Value(what, CharField()), "pk", first, text)
    return found


def united(parts: Iterable[Part]) -> Part:
    """All of them in one statement."""
    first, *others = parts
    return first.union(*others, all=True)


def by_kind(rows: Iterable[Row]) -> Named:
    """The rows by what they are."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found
