"""What is counted of cycles, one block a query: which rows, by what they are told apart, and what is added up.

Restricted cycles are in no block, so in no figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, ExtractQuarter, ExtractYear, TruncDate

from cycles.models import (
    LIVE_STAGES,
    Answer,
    AnswerState,
    ConditionState,
    Cycle,
    CycleStage,
    PlannedDate,
    SubmissionState,
)
from cycles.models import Submission as Passed
from cycles.queries.ending import arrangement_end
from cycles.queries.latest import is_latest
from dashboard.queries.areas import Path
from dashboard.tally import name

QUIET = timedelta(days=30)
AHEAD = timedelta(days=487)  # sixteen months
LOOKED_BACK = timedelta(days=730)  # for the time that stages take
SOON = timedelta(days=182)  # half a year
ENDED, UNKNOWN = "ended", "unknown"  # in the place of a quarter

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


def is_live(path: Path) -> Q:
    return Q(**{path("stage__in"): LIVE_STAGES, path("restricted"): False})


def runs_on(path: Path, on: date) -> Q:
    """The last turn of the service is over; what it put in place runs on."""
    lasts = Q(**{path("arrangement_ends__isnull"): True}) | Q(**{path("arrangement_ends__gte"): on})
    return Q(**{path("stage"): CycleStage.CLOSED, path("restricted"): False}) & lasts & is_latest(path.prefix)


def is_dropped(path: Path) -> Exists:
    """The turn after this one was stopped at a gate: nobody prepares what comes next."""
    return Exists(Cycle.objects.filter(previous=OuterRef(path("pk")), stage=CycleStage.STOPPED, restricted=False))


def is_uncovered(path: Path, on: date) -> Q:
    """No live cycle looks after a service that goes on. One that its Review decided to end needs none."""
    return runs_on(path, on) & Q(is_dropped(path))


def is_quiet(path: Path, on: date) -> Q:
    return Q(**{path("changed_at__date__lt"): on - QUIET})


def gate_is_overdue(path: Path, on: date) -> Exists:
    """The gate of its stage was planned for a day that has gone."""
    gate = PlannedDate.objects.filter(
        cycle=OuterRef(path("pk")), applies=True, done_on__isnull=True, planned__lt=on
    ).filter(milestone=Concat(OuterRef(path("stage")), Value("_gate")))
    return Exists(gate)


def could_lapse(path: Path) -> Q:
    """Too late for the next step, or what was to come after was stopped. What Review decided to end may end."""
    live = Q(**{path("stage__in"): LIVE_STAGES})
    return (live & Q(**{path("status"): "off_track"})) | (~live & Q(is_dropped(path)))


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
        yield "quiet", row["quiet"]
        yield "overdue", row["overdue"]

    return Block(
        rows=is_live(path),
        dims={"latest": Case(When(is_latest(path.prefix), then=True), default=False)},
        by=(path("stage"), path("status")),
        sums={
            "cycles": Count("pk"),
            "spend": Sum(yearly, filter=latest),
            "unknown": Count("pk", filter=latest & Q(**{f"{yearly}__isnull": True})),
            "quiet": Count("pk", filter=is_quiet(path, on)),
            "overdue": Count("pk", filter=Q(gate_is_overdue(path, on))),
        },
        tells=tells,
    )


def _ambitions(path: Path) -> Block:
    def tells(row: Row) -> Iterator[tuple[str, int]]:
        about = ("ambition", row[path("ambitions__code")])
        yield name(*about, "cycles", row[path("status")] or "unknown"), row["cycles"]
        yield name(*about, "spend"), pence(row["spend"])
        yield name(*about, "unknown"), row["unknown"]

    latest, yearly = Q(latest=True), path("yearly_value")
    return Block(
        rows=is_live(path) & Q(**{path("ambitions__isnull"): False}),
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


def quarter_of(over: bool, year: int | None, quarter: int | None) -> str:
    return ENDED if over else f"{year}-{quarter}" if year else UNKNOWN


def has_contract(path: Path, on: date) -> Q:
    return (is_live(path) & is_latest(path.prefix)) | runs_on(path, on)


def contract_dims(path: Path, on: date) -> dict[str, Any]:
    """What stands beside each row of `has_contract`."""
    return {
        "ends": arrangement_end(on, path.prefix),
        "over": Case(When(ends__lt=on, then=True), default=False),
        "year": Case(When(over=False, then=ExtractYear("ends")), default=0),
        "quarter": Case(When(over=False, then=ExtractQuarter("ends")), default=0),
        "lapse": Case(When(could_lapse(path) | (is_live(path) & Q(over=True)), then=True), default=False),
    }


def decides_for(path: Path) -> Q:
    """The key decisions that are still to be taken."""
    return Q(
        **{
            path("restricted"): False,
            path("stage__in"): (CycleStage.ANALYSE, CycleStage.PLAN),
            path("dates__milestone"): "decision",
            path("dates__applies"): True,
            path("dates__done_on__isnull"): True,
        }
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


def at_latest_gate(path: Path) -> Q:
    """The answers of a live cycle to the gate that it passed last."""
    pairs = Q(pk__in=[])
    for before, stage in pairwise(LIVE_STAGES):
        pairs |= Q(**{path("stage"): stage, path("answers__question__stage"): before})
    return (
        is_live(path)
        & pairs
        & Q(**{path("answers__set_aside_because"): ""})
        & ~Q(**{path("answers__state"): AnswerState.NOT_APPLICABLE})
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
        yield name("evidence", "said"), row["said"]
        yield name("evidence", "in_date"), row["in_date"]

    said = (AnswerState.MET, AnswerState.PARTLY_MET)
    through = Answer.evidence.through
    rests = through.objects.filter(answer=OuterRef(path("answers__pk")), evidence__good_until__gte=on)
    return Block(
        rows=is_live(path) & Q(**{path("answers__state__in"): said, path("answers__set_aside_because"): ""}),
        by=(),
        sums={"said": Count(path("answers")), "in_date": Count(path("answers"), filter=Q(Exists(rests)))},
        tells=tells,
    )


def _decided(path: Path, on: date) -> Block:
    def tells(row: Row) -> Iterator[tuple[str, int]]:
        yield "decided", row["gates"]

    return Block(rows=was_decided(path, on), by=(), sums={"gates": Count(path("submissions"))}, tells=tells)


def was_decided(path: Path, on: date) -> Q:
    """The gates at which a cycle moved on or was stopped this year."""
    return Q(
        **{
            path("restricted"): False,
            path("submissions__state__in"): (SubmissionState.PASSED, SubmissionState.STOPPED),
            path("submissions__closed_at__date__gte"): on.replace(month=1, day=1),
        }
    )


def _days(path: Path, on: date) -> Block:
    """How many days each stage took, of the gates passed in two years: from the pass before it, or from the start."""

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        took: timedelta = row["took"]
        yield name("days", row[path("submissions__stage")], max(took.days, 0)), row["gates"]

    closed = path("submissions__closed_at")
    before = (
        Passed.objects.filter(cycle=OuterRef(path("pk")), state=SubmissionState.PASSED, closed_at__lt=OuterRef(closed))
        .order_by()
        .values("cycle")
        .annotate(last=Max("closed_at"))
        .values("last")
    )
    began = Coalesce(Subquery(before), F(path("started_at")))
    took = ExpressionWrapper(TruncDate(closed) - TruncDate(began), output_field=DurationField())
    return Block(
        rows=Q(
            **{
                path("restricted"): False,
                path("submissions__state"): SubmissionState.PASSED,
                f"{closed}__date__gte": on - LOOKED_BACK,
            }
        ),
        dims={"took": took},
        by=(path("submissions__stage"), "took"),
        sums={"gates": Count(path("submissions"))},
        tells=tells,
    )


def _promises(path: Path, on: date) -> Block:
    """Conditions of gates that were passed: kept, late, or open and in time."""
    state, due = path("conditions__state"), path("conditions__due")
    kept = Q(**{state: ConditionState.MET})

    def tells(row: Row) -> Iterator[tuple[str, int]]:
        for kind in ("made", "kept", "late"):
            yield name("promise", kind), row[kind]

    return Block(
        rows=Q(**{path("restricted"): False, path("conditions__decision__submission__state"): SubmissionState.PASSED})
        & ~Q(**{state: ConditionState.LAPSED}),
        by=(),
        sums={
            "made": Count(path("conditions")),
            "kept": Count(path("conditions"), filter=kept),
            "late": Count(path("conditions"), filter=~kept & Q(**{f"{due}__lt": on})),
        },
        tells=tells,
    )
