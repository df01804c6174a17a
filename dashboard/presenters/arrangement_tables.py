"""The tables of what runs: contracts that end, and what a live cycle looks after or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import CharField, DateField, DecimalField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from contracts.models import Agreement
from contracts.selectors.coverage import (
    AHEAD,
    COVERED,
    IN_TIME,
    LAPSE,
    OWN,
    UNCOVERED,
    agreement_dims,
    is_counted,
    is_to_end,
)
from dashboard.presenters.arrangements import REGISTER, TYPED, Arrangement, read_arrangements
from dashboard.presenters.drilldown_tables import (
    NOT_KNOWN,
    SPEND,
    DrilldownRow,
    DrilldownTable,
    StatusText,
    cycles_in,
    yearly_spend,
)
from dashboard.selectors.area_groups import agreement_in_area
from dashboard.selectors.areas import Scope
from dashboard.selectors.filters import (
    ENDED,
    UNKNOWN,
    contract_dims,
)

# outcome, title and text without rows, by what an address says of whether they could lapse
CONTRACTS = {
    "": ("", "Contracts ending", "No contract ends then."),
    "yes": (LAPSE, "Contracts that could lapse", "No contract that could lapse."),
    "no": (IN_TIME, "Contracts in time", "No contract in time."),
}
OUTCOME_TEXTS = {LAPSE: "Yes", IN_TIME: "No"}
LAST = date.max  # the place of what has no end, or whose end is not known


@dataclass(frozen=True)
class ArrangementTable(DrilldownTable):
    """`found` are keys of agreements and of cycles, in order; `values` are asked of what is read of a page of them."""

    finds_keys: ClassVar[bool] = True
    today: date = LAST
    subject: str = "Agreement"

    def rows(self, found: Sequence[Any]) -> list[DrilldownRow]:
        arrangements = read_arrangements([(source, pk) for source, pk, *_ in found], self.today)
        return [DrilldownRow(one.name, one.url, one.note, self.cells(one)) for one in arrangements]


def agreements_in(scope: Scope, today: date) -> QuerySet[Any]:
    """The agreements of a scope with the annotations of `agreement_dims`."""
    found = Agreement.objects.filter(agreement_in_area(scope.area.key))
    if scope.directorate.key:
        found = found.filter(directorate__code=scope.directorate.key)
    return found.annotate(**agreement_dims(OWN, today))


def contract_table(
    scope: Scope, today: date, ends: str = "", lapse: str = "", *, unknown: bool = False
) -> ArrangementTable:
    """Those that end by AHEAD; of one quarter (`ends`), and those that could lapse or not (`lapse`).

    `unknown`: those whose yearly value is not known.
    """
    year, _, quarter = ends.partition("-")
    if ends == ENDED:
        wanted = Q(over=True)
    elif ends == UNKNOWN:
        wanted = Q(ends__isnull=True)
    else:
        wanted = Q(ends__lte=today + AHEAD)
        if quarter:
            wanted &= Q(over=False, year=int(year), quarter=int(quarter))
    outcome, title, empty = CONTRACTS[lapse]
    if outcome:
        wanted &= Q(outcome=outcome)
    cycles: QuerySet[Any] = cycles_in(scope).filter(typed_arrangement__is_contract=True, restricted=False)
    cycles = cycles.annotate(**contract_dims(OWN, today))
    agreements = agreements_in(scope, today).filter(is_to_end(OWN, today))
    if unknown:
        agreements, cycles = agreements.filter(counted_value__isnull=True), cycles.filter(yearly_value__isnull=True)
    return ArrangementTable(
        title,
        _by_end(agreements.filter(wanted), cycles.filter(wanted)),
        ("Supplier", "Ends", "Directorate", "What follows", "Could lapse"),
        lambda one: (
            one.supplier,
            one.ends,
            one.directorate,
            one.follows,
            StatusText("off_track" if one.outcome == LAPSE else "", OUTCOME_TEXTS.get(one.outcome, NOT_KNOWN)),
            yearly_spend(one.yearly_value),
        ),
        empty,
        numeric=(SPEND,),
        today=today,
    )


def uncovered(scope: Scope, today: date) -> ArrangementTable:
    agreements = agreements_in(scope, today).filter(is_counted(OWN, today), coverage=UNCOVERED)
    cycles = cycles_in(scope).filter(typed_arrangement__is_uncovered=True, restricted=False)
    return ArrangementTable(
        "Agreements that no live cycle looks after",
        _by_end(agreements, cycles.annotate(ends=F("typed_arrangement__ends"))),
        ("Supplier", "Ends", "Directorate", "What follows"),
        _covering,
        "Every agreement is looked after by a live cycle.",
        numeric=(SPEND,),
        today=today,
    )


def covered(scope: Scope, today: date) -> ArrangementTable:
    agreements = agreements_in(scope, today).filter(is_counted(OWN, today), coverage=COVERED)
    cycles = cycles_in(scope).filter(typed_arrangement__is_covered=True, restricted=False)
    spend, typed = (
        Coalesce(F(column), Value(-1), output_field=DecimalField()) for column in ("counted_value", "yearly_value")
    )
    return ArrangementTable(
        "Agreements that a live cycle looks after",
        _keys(agreements.annotate(place=spend), cycles.annotate(place=typed)).order_by("-place", "source", "serial"),
        ("Supplier", "Ends", "Directorate", "What follows"),
        _covering,
        "No live cycle yet.",
        numeric=(SPEND,),
        today=today,
    )


def _covering(one: Arrangement) -> tuple[str, ...]:
    return one.supplier, one.ends, one.directorate, one.follows, yearly_spend(one.yearly_value)


def _by_end(agreements: QuerySet[Any], cycles: QuerySet[Any]) -> QuerySet[Any]:
    place = Coalesce(F("ends"), Value(LAST, DateField()))
    return _keys(agreements.annotate(place=place), cycles.annotate(place=place)).order_by("place", "source", "serial")


def _keys(agreements: QuerySet[Any], cycles: QuerySet[Any]) -> QuerySet[Any]:
    """Of both, which it is, its key, its place in the order and its number, as one set of rows."""
    registered, typed = (
        rows.order_by().annotate(source=Value(source, CharField())).values_list("source", "pk", "place", "serial")
        for source, rows in ((REGISTER, agreements), (TYPED, cycles))
    )
    both: QuerySet[Any] = registered.union(typed, all=True)
    return both
