"""What is counted of cycles and agreements, an aggregation a statement: which rows, by what grouped, what is added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Sum, When
from django.db.models.functions import Coalesce

from checklists.models import Answer, AnswerState, Evidence
from contracts.selectors.coverage import (
    AHEAD,
    COVERED,
    TO_END,
    UNCOVERED,
    agreement_dims,
    is_counted,
    is_to_end,
)
from cycles.selectors.latest_cycle import is_latest
from cycles.selectors.preparing import LookupPath, is_live
from dashboard.figures import name
from dashboard.selectors.filters import (
    DECISIONS_AHEAD,
    at_latest_gate,
    conditions_made,
    contract_dims,
    decided_on,
    decided_this_year,
    gates_due,
    is_quiet,
    key_decisions_to_take,
    overdue_gate,
    promise_kinds,
    quarter_of,
    stage_duration,
    was_passed,
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Aggregation:
    """`counts_of` turns a row into named counts. `condition` filters by the annotations.

    A to-many relation (submissions, answers) is named in `rows` first: Django then joins it once.
    """

    rows: Q
    group_by: Sequence[str]
    aggregates: Mapping[str, Any]
    counts_of: Callable[[Row], Iterator[tuple[str, int]]]
    annotations: Mapping[str, Any] = field(default_factory=dict)
    condition: Q = field(default_factory=Q)


def pence(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 100)


def live(path: LookupPath, today: date) -> Aggregation:
    latest = Q(latest=True)
    yearly = path("yearly_value")

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        stage = row[path("stage")]
        yield name("live", stage, row[path("status")] or "unknown"), row["cycles"]
        yield name("spend", stage), pence(row["spend"])
        yield name("unknown", stage), row["unknown"]
        yield "quiet", row["quiet"]
        yield "overdue", row["overdue"]

    return Aggregation(
        rows=is_live(path),
        annotations={"latest": Case(When(is_latest(path.prefix), then=True), default=False)},
        group_by=(path("stage"), path("status")),
        aggregates={
            "cycles": Count("pk"),
            "spend": Sum(yearly, filter=latest),
            "unknown": Count("pk", filter=latest & Q(**{f"{yearly}__isnull": True})),
            "quiet": Count("pk", filter=is_quiet(path, today)),
            "overdue": Count("pk", filter=Q(Exists(overdue_gate(path, today)))),
        },
        counts_of=counts_of,
    )


def ambitions(path: LookupPath, today: date) -> Aggregation:
    """A cycle that names none is counted under the code ""."""

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        about = ("ambition", row[path("ambitions__code")] or "")
        yield name(*about, "cycles", row[path("status")] or "unknown"), row["cycles"]
        yield name(*about, "spend"), pence(row["spend"])
        yield name(*about, "unknown"), row["unknown"]

    latest, yearly = Q(latest=True), path("yearly_value")
    return Aggregation(
        rows=is_live(path),
        annotations={"latest": Case(When(is_latest(path.prefix), then=True), default=False)},
        group_by=(path("ambitions__code"), path("status")),
        aggregates={
            "cycles": Count("pk"),
            "spend": Sum(yearly, filter=latest),
            "unknown": Count("pk", filter=latest & Q(**{f"{yearly}__isnull": True})),
        },
        counts_of=counts_of,
    )


def covered(path: LookupPath, today: date) -> Aggregation:
    """Services of which the register has no agreement that runs."""
    return _coverage(COVERED, _typed(path, "is_covered"), path)


def uncovered(path: LookupPath, today: date) -> Aggregation:
    return _coverage(UNCOVERED, _typed(path, "is_uncovered"), path)


def _typed(path: LookupPath, kind: str) -> Q:
    """Of what cycles say that runs; one restricted since it was stored counts no longer."""
    return Q(**{path(f"typed_arrangement__{kind}"): True, path("restricted"): False})


def _coverage(coverage: str, rows: Q, path: LookupPath) -> Aggregation:
    yearly = path("yearly_value")

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        yield from coverage_counts(coverage, row)

    aggregates = {"services": Count("pk"), "rows": Count("pk"), "spend": Sum(yearly), "known": Count(yearly)}
    return Aggregation(rows=rows, group_by=(), aggregates=aggregates, counts_of=counts_of)


def coverage_counts(coverage: str, row: Row) -> Iterator[tuple[str, int]]:
    yield name(coverage, "services"), row["services"]
    yield name(coverage, "spend"), pence(row["spend"])
    yield name(coverage, "unknown"), row["rows"] - row["known"]


def agreement_coverage(path: LookupPath, today: date) -> Aggregation:
    """Agreements by whether a live cycle looks after them. One that names no service counts as one of its own."""

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        if row["coverage"] != TO_END:
            yield from coverage_counts(row["coverage"], row)

    service = Coalesce(F(path("service")), -F(path("pk")))
    return Aggregation(
        rows=is_counted(path, today),
        annotations=agreement_dims(path, today),
        group_by=("coverage",),
        aggregates={
            "services": Count(service, distinct=True),
            "rows": Count(path("pk")),
            "spend": Sum("counted_value"),
            "known": Count("counted_value"),
        },
        counts_of=counts_of,
    )


def contracts(path: LookupPath, today: date) -> Aggregation:
    """What cycles say, of services of which the register has no agreement."""
    return _contracts(path, _typed(path, "is_contract"), contract_dims(path, today), path("yearly_value"), today)


def agreements(path: LookupPath, today: date) -> Aggregation:
    return _contracts(path, is_to_end(path, today), agreement_dims(path, today), "counted_value", today)


def _contracts(path: LookupPath, rows: Q, dims: Mapping[str, Any], yearly: str, today: date) -> Aggregation:
    """`yearly` is the column or annotation that is added."""

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        quarter = quarter_of(row["over"], row["year"], row["quarter"])
        yield name("contract", quarter, row["outcome"]), row["contracts"]
        yield name("contract", quarter, "spend"), pence(row["spend"])
        yield name("contract", quarter, "unknown"), row["contracts"] - row["known"]

    return Aggregation(
        rows=rows,
        condition=Q(ends__lte=today + AHEAD) | Q(ends__isnull=True),
        annotations=dims,
        group_by=("over", "year", "quarter", "outcome"),
        aggregates={"contracts": Count(path("pk")), "spend": Sum(yearly), "known": Count(yearly)},
        counts_of=counts_of,
    )


def decisions(path: LookupPath, today: date) -> Aggregation:
    """Those planned for the next half year; and apart from them those whose planned day has passed."""
    value, ahead = path("whole_life_value"), Q(**{path("dates__planned__gte"): today})

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        yield name("decision", "cycles"), row["cycles"]
        yield name("decision", "value"), pence(row["value"])
        yield name("decision", "unknown"), row["cycles"] - row["known"]
        yield name("decision", "late"), row["all"] - row["cycles"]

    return Aggregation(
        rows=key_decisions_to_take(path) & Q(**{path("dates__planned__lte"): today + DECISIONS_AHEAD}),
        group_by=(),
        aggregates={
            "all": Count(path("pk")),
            "cycles": Count(path("pk"), filter=ahead),
            "value": Sum(value, filter=ahead),
            "known": Count(value, filter=ahead),
        },
        counts_of=counts_of,
    )


def principles(path: LookupPath, today: date) -> Aggregation:
    code = path("answers__question__principle__code")

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        yield name("principle", row[code], "cycles"), row["cycles"]
        yield name("principle", row[code], "asked"), row["asked"]
        yield name("principle", row[code], "met"), row["met"]

    return Aggregation(
        rows=at_latest_gate(path),
        group_by=(code,),
        aggregates={
            "cycles": Count(path("pk"), distinct=True),
            "asked": Count(path("answers")),
            "met": Count(path("answers"), filter=Q(**{path("answers__is_met"): True})),
        },
        counts_of=counts_of,
    )


def evidence(path: LookupPath, today: date) -> Aggregation:
    """Answers that say met or partly met and need evidence, and those of them with a document in date."""

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        yield name("evidence", "cycles"), row["cycles"]
        yield name("evidence", "said"), row["said"]
        yield name("evidence", "in_date"), row["in_date"]

    said = (AnswerState.MET, AnswerState.PARTLY_MET)
    through = Answer.evidence.through
    rests = through.objects.filter(Evidence.in_date(today, "evidence__"), answer=OuterRef(path("answers__pk")))
    return Aggregation(
        rows=is_live(path)
        & Q(
            **{
                path("answers__state__in"): said,
                path("answers__set_aside_because"): "",
                path("answers__needs_evidence"): True,
            }
        ),
        group_by=(),
        aggregates={
            "cycles": Count(path("pk"), distinct=True),
            "said": Count(path("answers")),
            "in_date": Count(path("answers"), filter=Q(Exists(rests))),
        },
        counts_of=counts_of,
    )


def decided(path: LookupPath, today: date) -> Aggregation:
    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        yield name("decided", "gates"), row["gates"]
        yield name("decided", "cycles"), row["cycles"]

    return Aggregation(
        rows=gates_due(path, today),
        annotations={"decided": decided_on(path)},
        condition=decided_this_year(today),
        group_by=(),
        aggregates={"gates": Count(path("dates")), "cycles": Count(path("pk"), distinct=True)},
        counts_of=counts_of,
    )


def days(path: LookupPath, today: date) -> Aggregation:
    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        yield name("days", row[path("submissions__stage")], max(row["took"].days, 0)), row["gates"]

    return Aggregation(
        rows=was_passed(path, today),
        annotations={"took": stage_duration(path)},
        group_by=(path("submissions__stage"), "took"),
        aggregates={"gates": Count(path("submissions"))},
        counts_of=counts_of,
    )


def promises(path: LookupPath, today: date) -> Aggregation:
    kinds = promise_kinds(path, today)

    def counts_of(row: Row) -> Iterator[tuple[str, int]]:
        for kind in kinds:
            yield name("promise", kind), row[kind]

    return Aggregation(
        rows=conditions_made(path),
        group_by=(),
        aggregates={kind: Count(path("conditions"), filter=which) for kind, which in kinds.items()},
        counts_of=counts_of,
    )


AGGREGATIONS: tuple[Callable[[LookupPath, date], Aggregation], ...] = (
    live,
    ambitions,
    covered,
    uncovered,
    contracts,
    decisions,
    principles,
    evidence,
    decided,
    days,
    promises,
)
AGREEMENT_AGGREGATIONS: tuple[Callable[[LookupPath, date], Aggregation], ...] = (agreement_coverage, agreements)
