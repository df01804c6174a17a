"""What is counted of cycles, one block a query: which rows, by what they are told apart, and what is added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, When

from cycles.models import Answer, AnswerState
from cycles.queries.latest import is_latest
from dashboard.selectors.area_groups import Path
from dashboard.selectors.filters import (
    AHEAD,
    SOON,
    at_latest_gate,
    contract_dims,
    decided_on,
    decides_for,
    gates_due,
    has_contract,
    is_live,
    is_quiet,
    is_uncovered,
    of_the_year,
    overdue_gate,
    promise_kinds,
    quarter_of,
    took,
    was_passed,
    was_promised,
)
from dashboard.tally import name

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Block:
    """`tells` turns a row into what it adds to a tally. `dims` stand beside the rows; `within` filters by them.

    What follows one of many (a submission, an answer) is named in `rows` first: Django joins it once then.
    """

    rows: Q
    by: Sequence[str]
    sums: Mapping[str, Any]
    tells: Callable[[Row], Iterator[tuple[str, int]]]
    dims: Mapping[str, Any] = field(default_factory=dict)
    within: Q = field(default_factory=Q)


def pence(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 100)


def blocks(path: Path, on: date) -> Iterator[Block]:
    yield _live(path, on)
    yield _ambitions(path)
    yield _uncovered(path, on)
    yield _contracts(path, on)
    yield _decisions(path, on)
    yield _principles(path)
    yield _evidence(path, on)
    yield _decided(path, on)
    yield _days(path, on)
    yield _promises(path, on)


def _live(path: Path, on: date) -> Block:
    latest = Q(latest=True)
    yearly = path("yearly_value")

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        stage = row[path("stage")]
        yield name("live", stage, row[path("status")] or "unknown"), row["cycles"]
        yield name("spend", stage), pence(row["spend"])
        yield name("unknown", stage), row["unknown"]
        yield name("covered", "services"), row["services"]
        yield "quiet", row["quiet"]
        yield "overdue", row["overdue"]

    return Block(
        rows=is_live(path),
        dims={"latest": Case(When(is_latest(path.prefix), then=True), default=False)},
        by=(path("stage"), path("status")),
        sums={
            "cycles": Count("pk"),
            "services": Count("pk", filter=latest),
            "spend": Sum(yearly, filter=latest),
            "unknown": Count("pk", filter=latest & Q(**{f"{yearly}__isnull": True})),
            "quiet": Count("pk", filter=is_quiet(path, on)),
            "overdue": Count("pk", filter=Q(Exists(overdue_gate(path, on)))),
        },
        tells=tells,
    )


def _ambitions(path: Path) -> Block:
    """A cycle that names none stands under no code."""

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        about = ("ambition", row[path("ambitions__code")] or "")
        yield name(*about, "cycles", row[path("status")] or "unknown"), row["cycles"]
        yield name(*about, "spend"), pence(row["spend"])
        yield name(*about, "unknown"), row["unknown"]

    latest, yearly = Q(latest=True), path("yearly_value")
    return Block(
        rows=is_live(path),
        dims={"latest": Case(When(is_latest(path.prefix), then=True), default=False)},
        by=(path("ambitions__code"), path("status")),
        sums={
            "cycles": Count("pk"),
            "spend": Sum(yearly, filter=latest),
            "unknown": Count("pk", filter=latest & Q(**{f"{yearly}__isnull": True})),
        },
        tells=tells,
    )


def _uncovered(path: Path, on: date) -> Block:
    def tells(row: Row) -> Iterator[tuple[str, int]]:
        yield name("uncovered", "services"), row["services"]
        yield name("uncovered", "spend"), pence(row["spend"])
        yield name("uncovered", "unknown"), row["services"] - row["known"]

    yearly = path("yearly_value")
    sums = {"services": Count("pk"), "spend": Sum(yearly), "known": Count(yearly)}
    return Block(rows=is_uncovered(path, on), by=(), sums=sums, tells=tells)


def _contracts(path: Path, on: date) -> Block:
    def tells(row: Row) -> Iterator[tuple[str, int]]:
        quarter = quarter_of(row["over"], row["year"], row["quarter"])
        yield name("contract", quarter, "lapse" if row["lapse"] else "in_time"), row["contracts"]
        yield name("contract", quarter, "spend"), pence(row["spend"])
        yield name("contract", quarter, "unknown"), row["contracts"] - row["known"]

    yearly = path("yearly_value")
    return Block(
        rows=has_contract(path, on),
        within=Q(ends__lte=on + AHEAD) | Q(ends__isnull=True),
        dims=contract_dims(path, on),
        by=("over", "year", "quarter", "lapse"),
        sums={"contracts": Count("pk"), "spend": Sum(yearly), "known": Count(yearly)},
        tells=tells,
    )


def _decisions(path: Path, on: date) -> Block:
    """Those planned for the next half year, and those whose day has gone."""
    value = path("whole_life_value")

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        yield name("decision", "cycles"), row["cycles"]
        yield name("decision", "value"), pence(row["value"])
        yield name("decision", "unknown"), row["cycles"] - row["known"]

    return Block(
        rows=decides_for(path) & Q(**{path("dates__planned__lte"): on + SOON}),
        by=(),
        sums={"cycles": Count(path("pk")), "value": Sum(value), "known": Count(value)},
        tells=tells,
    )


def _principles(path: Path) -> Block:
    code = path("answers__question__principle__code")

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        yield name("principle", row[code], "cycles"), row["cycles"]
        yield name("principle", row[code], "asked"), row["asked"]
        yield name("principle", row[code], "met"), row["met"]

    return Block(
        rows=at_latest_gate(path),
        by=(code,),
        sums={
            "cycles": Count(path("pk"), distinct=True),
            "asked": Count(path("answers")),
            "met": Count(path("answers"), filter=Q(**{path("answers__state"): AnswerState.MET})),
        },
        tells=tells,
    )


def _evidence(path: Path, on: date) -> Block:
    """Answers that say something is met or partly met, and those of them that rest on a document in date."""

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        yield name("evidence", "cycles"), row["cycles"]
        yield name("evidence", "said"), row["said"]
        yield name("evidence", "in_date"), row["in_date"]

    said = (AnswerState.MET, AnswerState.PARTLY_MET)
    through = Answer.evidence.through
    rests = through.objects.filter(answer=OuterRef(path("answers__pk")), evidence__good_until__gte=on)
    return Block(
        rows=is_live(path) & Q(**{path("answers__state__in"): said, path("answers__set_aside_because"): ""}),
        by=(),
        sums={
            "cycles": Count(path("pk"), distinct=True),
            "said": Count(path("answers")),
            "in_date": Count(path("answers"), filter=Q(Exists(rests))),
        },
        tells=tells,
    )


def _decided(path: Path, on: date) -> Block:
    def tells(row: Row) -> Iterator[tuple[str, int]]:
        yield name("decided", "gates"), row["gates"]
        yield name("decided", "cycles"), row["cycles"]

    return Block(
        rows=gates_due(path, on),
        dims={"decided": decided_on(path)},
        within=of_the_year(on),
        by=(),
        sums={"gates": Count(path("dates")), "cycles": Count(path("pk"), distinct=True)},
        tells=tells,
    )


def _days(path: Path, on: date) -> Block:
    def tells(row: Row) -> Iterator[tuple[str, int]]:
        yield name("days", row[path("submissions__stage")], max(row["took"].days, 0)), row["gates"]

    return Block(
        rows=was_passed(path, on),
        dims={"took": took(path)},
        by=(path("submissions__stage"), "took"),
        sums={"gates": Count(path("submissions"))},
        tells=tells,
    )


def _promises(path: Path, on: date) -> Block:
    kinds = promise_kinds(path, on)

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        for kind in kinds:
            yield name("promise", kind), row[kind]

    return Block(
        rows=was_promised(path),
        by=(),
        sums={kind: Count(path("conditions"), filter=which) for kind, which in kinds.items()},
        tells=tells,
    )
