"""How cycles belong to the county, its districts and its divisions.

A cycle for the whole county belongs to every area. It is counted once, under "*", and added to whichever area is
asked for; every cycle is counted under "" besides, once, however many divisions it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from cycles.models import Cycle

EVERYWHERE, COUNTY_WIDE = "", "*"
Through = Cycle.divisions.through


def district(name: str) -> str:
    return f"district:{name}"


def division(name: str) -> str:
    return f"division:{name}"


@dataclass(frozen=True)
class Path:
    """The way from the rows counted to their cycle: `path("stage")` is "stage" or "cycle__stage"."""

    prefix: str

    def __call__(self, field: str) -> str:
        return f"{self.prefix}{field}"


@dataclass(frozen=True)
class Lens:
    """Rows to count cycles by: of each cycle as many as there are areas of one kind that it belongs to."""

    rows: QuerySet[Any]
    path: Path
    area: Any


def lenses() -> Iterator[Lens]:
    county = Case(
        When(all_divisions=True, then=Value(COUNTY_WIDE)), default=Value(EVERYWHERE), output_field=CharField()
    )
    yield Lens(Cycle.objects.all(), Path(""), county)
    places = Through.objects.filter(cycle__all_divisions=False)
    yield Lens(places, Path("cycle__"), _named("division:", "division__name"))
    earlier = Through.objects.filter(
        cycle=OuterRef("cycle"), division__district=OuterRef("division__district"), division__lt=OuterRef("division")
    )
    yield Lens(places.filter(~Exists(earlier)), Path("cycle__"), _named("district:", "division__district"))


def _named(kind: str, field: str) -> Concat:
    return Concat(Value(kind), F(field), output_field=CharField())


def counted_under(area: str) -> Iterable[str]:
    """The cells that a row of a lens belongs to."""
    return (EVERYWHERE, COUNTY_WIDE) if area == COUNTY_WIDE else (area,)


def cells_of(area: str) -> tuple[str, ...]:
    """The cells that add up to an area."""
    return (EVERYWHERE,) if area == EVERYWHERE else (COUNTY_WIDE, area)


def in_area(area: str, path: Path = Path("")) -> Q:
    """The cycles that belong to it."""
    if area == EVERYWHERE:
        return Q()
    kind, _, name = area.partition(":")
    field = "division__name" if kind == "division" else "division__district"
    there = Through.objects.filter(**{field: name}, cycle=OuterRef(path("pk")))
    return Q(**{path("all_divisions"): True}) | Q(Exists(there))
