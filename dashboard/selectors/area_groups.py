"""How cycles belong to the county, its districts and its divisions.

A cycle for the whole county belongs to every area. It is counted once, under "*", and added to whichever area is
asked for; every cycle is also counted once under "", however many divisions it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from cycles.models import Cycle

EVERYWHERE, COUNTY_WIDE = "", "*"
Through = Cycle.divisions.through


def district_key(name: str) -> str:
    return f"district:{name}"


def division_key(name: str) -> str:
    return f"division:{name}"


@dataclass(frozen=True)
class CyclePath:
    """The lookup from the counted rows to their cycle: `path("stage")` is "stage" or "cycle__stage"."""

    prefix: str

    def __call__(self, field: str) -> str:
        return f"{self.prefix}{field}"


@dataclass(frozen=True)
class AreaGroup:
    """Rows to count cycles by: of each cycle one for each area of a kind that it belongs to; `area` is its key."""

    rows: QuerySet[Any]
    path: CyclePath
    area: Any


def area_groups() -> Iterator[AreaGroup]:
    """The county, the divisions, the districts."""
    county = Case(
        When(all_divisions=True, then=Value(COUNTY_WIDE)), default=Value(EVERYWHERE), output_field=CharField()
    )
    yield AreaGroup(Cycle.objects.all(), CyclePath(""), county)
    divisions = Through.objects.filter(cycle__all_divisions=False)
    key = Concat(Value("division:"), F("division__name"), output_field=CharField())
    yield AreaGroup(divisions, CyclePath("cycle__"), key)
    earlier = Through.objects.filter(
        cycle=OuterRef("cycle"), division__district=OuterRef("division__district"), division__lt=OuterRef("division")
    )
    key = Concat(Value("district:"), F("division__district"), output_field=CharField())
    yield AreaGroup(divisions.filter(~Exists(earlier)), CyclePath("cycle__"), key)


def counted_areas(area: str) -> tuple[str, ...]:
    """The areas under which a row of a group is counted."""
    return (EVERYWHERE, COUNTY_WIDE) if area == COUNTY_WIDE else (area,)


def summed_areas(area: str) -> tuple[str, ...]:
    """The areas whose figures add up to those of an area."""
    return (EVERYWHERE,) if area == EVERYWHERE else (COUNTY_WIDE, area)


def in_area(area: str, path: CyclePath = CyclePath("")) -> Q:
    """The cycles that belong to an area."""
    if area == EVERYWHERE:
        return Q()
    kind, _, name = area.partition(":")
    field = "division__name" if kind == "division" else "division__district"
    there = Through.objects.filter(**{field: name}, cycle=OuterRef(path("pk")))
    return Q(**{path("all_divisions"): True}) | Q(Exists(there))
