"""The tables of what runs: contracts that end, and what a live cycle looks after or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from contracts.models import Agreement
from contracts.quarters import Quarter
from contracts.selectors.coverage import AHEAD, COVERED, IN_TIME, LAPSE, OWN, UNCOVERED, is_counted, is_to_end
from cycles.models import Cycle
from dashboard.presenters.arrangements import REGISTER, TYPED, Arrangement, Key, read_arrangements
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
from dashboard.selectors.filters import ENDED, UNKNOWN

# outcome, title and text without rows, by what an address says of whether they could lapse
CONTRACTS = {
    "": ("", "Contracts ending", "No contract ends then."),
    "yes": (LAPSE, "Contracts that could lapse", "No contract that could lapse."),
    "no": (IN_TIME, "Contracts in time", "No contract in time."),
}
OUTCOME_TEXTS = {LAPSE: "Yes", IN_TIME: "No"}
ENDS = ("current_end", "typed_arrangement__ends")  # of agreements and of cycles


@dataclass(frozen=True)
class ArrangementKeys:
    """The keys of agreements and of cycles in one order: by a column of each, nothing known last, then by number."""

    agreements: QuerySet[Agreement]
    cycles: QuerySet[Cycle]
    columns: tuple[str, str] = ENDS
    largest_first: bool = False

    def __getitem__(self, first: slice) -> list[Key]:
        """The first so many. Each part is cut before both are merged, so that it follows an index and stops there."""
        way = "DESC" if self.largest_first else "ASC"
        parts: list[str] = []
        values: list[Any] = []
        sources = zip((REGISTER, TYPED), (self.agreements, self.cycles), self.columns, strict=True)
        for source, rows, column in sources:
            place = F(column).desc(nulls_last=True) if self.largest_first else F(column).asc(nulls_last=True)
            keys = rows.order_by(place, "serial").annotate(place=F(column)).values("pk", "place", "serial")
            sql, params = keys[first].query.sql_with_params()
            parts.append(f"SELECT '{source}' AS source, pk, place, serial FROM ({sql}) AS {source}")
            values += params
        both = " UNION ALL ".join(parts)
        order = f"ORDER BY place {way} NULLS LAST, source, serial LIMIT {first.stop}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT source, pk FROM ({both}) AS arrangements {order}", values)
            return list(cursor.fetchall())


@dataclass(frozen=True)
class ArrangementTable(DrilldownTable):
    """`found` are ArrangementKeys; `values` are asked of what is read of a page of them."""

    today: date = date.max
    subject: str = "Agreement"

    def rows(self, found: Sequence[Any]) -> list[DrilldownRow]:
        return [
            DrilldownRow(one.name, one.url, one.note, self.cells(one)) for one in read_arrangements(found, self.today)
        ]


def agreements_in(scope: Scope) -> QuerySet[Agreement]:
    found = Agreement.objects.filter(agreement_in_area(scope.area.key))
    return found.filter(directorate__code=scope.directorate.key) if scope.directorate.key else found


def contract_table(
    scope: Scope, today: date, ends: str = "", lapse: str = "", *, unknown: bool = False
) -> ArrangementTable:
    """Those that end by AHEAD; of one quarter (`ends`), and those that could lapse or not (`lapse`).

    `unknown`: those whose yearly value is not known.
    """
    of_agreement, of_cycle = (_ending(column, ends, today) for column in ENDS)
    agreements = agreements_in(scope).filter(is_to_end(OWN, today), of_agreement)
    cycles = cycles_in(scope).filter(of_cycle, typed_arrangement__is_contract=True)
    outcome, title, empty = CONTRACTS[lapse]
    if outcome:
        agreements, cycles = (
            agreements.filter(outlook__outcome=outcome),
            cycles.filter(typed_arrangement__outcome=outcome),
        )
    if unknown:
        agreements = agreements.filter(outlook__counted_value__isnull=True)
        cycles = cycles.filter(yearly_value__isnull=True)
    return ArrangementTable(
        title,
        ArrangementKeys(agreements, cycles),
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


def _ending(column: str, ends: str, today: date) -> Q:
    """Rows whose end in the column is past, not known, in a quarter ("2027-1") and not past, or by AHEAD."""
    if ends == ENDED:
        return Q(**{f"{column}__lt": today})
    if ends == UNKNOWN:
        return Q(**{f"{column}__isnull": True})
    if not ends:
        return Q(**{f"{column}__lte": today + AHEAD})
    year, _, number = ends.partition("-")
    quarter = Quarter(int(year), int(number))
    span = (max(quarter.first, today), min(quarter.last, today + AHEAD))
    return Q(**{f"{column}__range": span})


def uncovered(scope: Scope, today: date) -> ArrangementTable:
    agreements = agreements_in(scope).filter(is_counted(OWN, today), outlook__coverage=UNCOVERED)
    return ArrangementTable(
        "Agreements that no live cycle looks after",
        ArrangementKeys(agreements, cycles_in(scope).filter(typed_arrangement__is_uncovered=True)),
        ("Supplier", "Ends", "Directorate", "What follows"),
        _covering,
        "Every agreement is looked after by a live cycle.",
        numeric=(SPEND,),
        today=today,
    )


def covered(scope: Scope, today: date) -> ArrangementTable:
    """The dearest first."""
    agreements = agreements_in(scope).filter(is_counted(OWN, today), outlook__coverage=COVERED)
    cycles = cycles_in(scope).filter(typed_arrangement__is_covered=True)
    return ArrangementTable(
        "Agreements that a live cycle looks after",
        ArrangementKeys(agreements, cycles, ("outlook__counted_value", "yearly_value"), largest_first=True),
        ("Supplier", "Ends", "Directorate", "What follows"),
        _covering,
        "No live cycle yet.",
        numeric=(SPEND,),
        today=today,
    )


def _covering(one: Arrangement) -> tuple[str, ...]:
    return one.supplier, one.ends, one.directorate, one.follows, yearly_spend(one.yearly_value)
