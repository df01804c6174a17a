"""How cycles and agreements belong to the county, its districts and its divisions.

A cycle for the whole county belongs to every area. It is counted once, under "*", and added to whichever area is
asked for; every cycle is also counted once under "", however many divisions it names. An agreement belongs where the
latest cycle of its service does, restricted ones aside; without one it is for the whole county.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from contracts.models import Agreement
from contracts.selectors.coverage import OWN, in_divisions, latest_cycles
from cycles.models import Cycle
from cycles.selectors.preparing import LookupPath

EVERYWHERE, COUNTY_WIDE = "", "*"
Through = Cycle.divisions.through


def district_key(name: str) -> str:
    return f"district:{name}"


def division_key(name: str) -> str:
    return f"division:{name}"


@dataclass(frozen=True)
class AreaGroup:
    """Rows to count cycles or agreements by: of each one for each area of a kind that it is of; `area` is its key."""

    rows: QuerySet[Any]
    path: LookupPath
    area: Any


def area_groups() -> Iterator[AreaGroup]:
    """The county, the divisions, the districts."""
    county = Case(
        When(all_divisions=True, then=Value(COUNTY_WIDE)), default=Value(EVERYWHERE), output_field=CharField()
    )
    yield AreaGroup(Cycle.objects.all(), LookupPath(""), county)
    yield from _smaller_areas(Through.objects.filter(cycle__all_divisions=False), LookupPath("cycle__"))


def agreement_area_groups() -> Iterator[AreaGroup]:
    """The same of agreements, by the divisions of the latest cycle of their service."""
    named = latest_cycles(OuterRef("service")).filter(all_divisions=False)
    county = Case(When(Exists(named), then=Value(EVERYWHERE)), default=Value(COUNTY_WIDE), output_field=CharField())
    yield AreaGroup(Agreement.objects.all(), LookupPath(""), county)
    later = Cycle.objects.filter(
        service=OuterRef("cycle__service"), restricted=False, number__gt=OuterRef("cycle__number")
    )
    divisions = Through.objects.filter(~Exists(later), cycle__all_divisions=False, cycle__restricted=False)
    yield from _smaller_areas(divisions, LookupPath("cycle__service__agreements__"))


def _smaller_areas(divisions: QuerySet[Any], path: LookupPath) -> Iterator[AreaGroup]:
    key = Concat(Value("division:"), F("division__name"), output_field=CharField())
    yield AreaGroup(divisions, path, key)
    earlier = Through.objects.filter(
        cycle=OuterRef("cycle"), division__district=OuterRef("division__district"), division__lt=OuterRef("division")
    )
    key = Concat(Value("district:"), F("division__district"), output_field=CharField())
    yield AreaGroup(divisions.filter(~Exists(earlier)), path, key)


def counted_areas(area: str) -> tuple[str, ...]:
    """The areas under which a row of a group is counted."""
    return (EVERYWHERE, COUNTY_WIDE) if area == COUNTY_WIDE else (area,)


def summed_areas(area: str) -> tuple[str, ...]:
    """The areas whose figures add up to those of an area."""
    return (EVERYWHERE,) if area == EVERYWHERE else (COUNTY_WIDE, area)


def in_area(area: str, path: LookupPath = OWN) -> Q:
    """The cycles that belong to an area."""
    if area == EVERYWHERE:
        return Q()
    there = Through.objects.filter(_named(area), cycle=OuterRef(path("pk")))
    return Q(**{path("all_divisions"): True}) | Q(Exists(there))


def agreement_in_area(area: str) -> Q:
    """The agreements that belong to an area."""
    return Q() if area == EVERYWHERE else in_divisions(_named(area))


def _named(area: str) -> Q:
    """The divisions of an area, of rows of Through."""
    kind, _, name = area.partition(":")
    return Q(**{"division__name" if kind == "division" else "division__district": name})
