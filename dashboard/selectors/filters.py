"""Of which rows each figure is: shared by what is counted and by the lists behind it.

Restricted cycles are in none.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, ExtractQuarter, ExtractYear, TruncDate

from accounts.models import Grade
from cycles.models import (
    LIVE_STAGES,
    AnswerState,
    ConditionState,
    Cycle,
    CycleStage,
    PlannedDate,
    Submission,
    SubmissionState,
)
from cycles.queries.ending import arrangement_end, has_own_in_place
from cycles.queries.latest import is_latest
from cycles.timetable import BY_CODE
from dashboard.selectors.area_groups import Path
from principles.figures import signing_route

QUIET = timedelta(days=30)
AHEAD = timedelta(days=487)  # sixteen months
LOOKED_BACK = timedelta(days=730)  # for the time that stages take
SOON = timedelta(days=182)  # half a year
ENDED, UNKNOWN = "ended", "unknown"  # in the place of a quarter


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


def overdue_gate(path: Path, on: date) -> QuerySet[PlannedDate]:
    """The gate of a cycle's stage, where it was planned for a day that has gone."""
    milestone = Concat(OuterRef(path("stage")), Value("_gate"), output_field=CharField())
    return PlannedDate.objects.filter(
        cycle=OuterRef(path("pk")), milestone=milestone, applies=True, done_on__isnull=True, planned__lt=on
    )


def nothing_follows(path: Path, on: date) -> Q:
    """What the cycle put in place runs, and the turn that was to prepare what comes after was stopped."""
    return has_own_in_place(on, path.prefix) & Q(is_dropped(path))


def could_lapse(path: Path, on: date) -> Q:
    """Too late for the next step, or nothing follows. What Review decided to end may end."""
    late = Q(**{path("stage__in"): LIVE_STAGES, path("status"): "off_track"})
    return late | nothing_follows(path, on)


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
        "lapse": Case(When(could_lapse(path, on) | (is_live(path) & Q(over=True)), then=True), default=False),
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


def decides(figures: dict[str, Any], tier: str) -> str:
    """Who takes a key decision: whoever signs last at the gate of its stage."""
    return str(Grade(signing_route(figures, tier, BY_CODE["decision"].stage)[-1]).label)


def at_latest_gate(path: Path) -> Q:
    """The answers of a live cycle to the gate that it passed last."""
    pairs = Q(pk__in=[])
    for before, stage in pairwise(LIVE_STAGES):
        pairs |= Q(**{path("stage"): stage, path("answers__question__stage"): before})
    return (
        is_live(path)
        & pairs
        & Q(**{path("answers__set_aside_because"): ""})
        & Q(**{path("answers__state__in"): [state for state in AnswerState if state != AnswerState.NOT_APPLICABLE]})
    )


def gates_due(path: Path, on: date) -> Q:
    """The gates whose planned day has gone; which of them were decided this year tells `decided_on`."""
    return Q(
        **{
            path("restricted"): False,
            path("dates__milestone__endswith"): "_gate",
            path("dates__applies"): True,
            path("dates__planned__lt"): on,
        }
    )


def decided_on(path: Path) -> Coalesce:
    """The day on which a gate of `gates_due` was passed, or its cycle was stopped at it."""
    stopped = Submission.objects.filter(cycle=OuterRef(path("pk")), state=SubmissionState.STOPPED)
    here = stopped.annotate(gate=Concat("stage", Value("_gate"), output_field=CharField())).filter(
        gate=OuterRef(path("dates__milestone"))
    )
    return Coalesce(F(path("dates__done_on")), Subquery(here.values(day=TruncDate("closed_at"))[:1]))


def of_the_year(on: date) -> Q:
    return Q(decided__gte=on.replace(month=1, day=1))


def was_passed(path: Path, on: date) -> Q:
    """The gates passed in two years."""
    return Q(
        **{
            path("restricted"): False,
            path("submissions__state"): SubmissionState.PASSED,
            path("submissions__closed_at__date__gte"): on - LOOKED_BACK,
        }
    )


def took(path: Path) -> ExpressionWrapper[Any]:
    """How long the stage of a gate of `was_passed` took: from the pass before it, or from the start."""
    closed = path("submissions__closed_at")
    before = (
        Submission.objects.filter(
            cycle=OuterRef(path("pk")), state=SubmissionState.PASSED, closed_at__lt=OuterRef(closed)
        )
        .order_by()
        .values("cycle")
        .annotate(last=Max("closed_at"))
        .values("last")
    )
    began = Coalesce(Subquery(before), F(path("started_at")))
    return ExpressionWrapper(TruncDate(closed) - TruncDate(began), output_field=DurationField())


def was_promised(path: Path) -> Q:
    """The conditions of gates that were passed; those that lapsed with a correction are none."""
    passed = Q(**{path("conditions__decision__submission__state"): SubmissionState.PASSED})
    return Q(**{path("restricted"): False}) & passed & ~Q(**{path("conditions__state"): ConditionState.LAPSED})


def promise_kinds(path: Path, on: date) -> dict[str, Q]:
    """Made is any; kept, late, and open are those that add up to it."""
    kept, late = Q(**{path("conditions__state"): ConditionState.MET}), Q(**{path("conditions__due__lt"): on})
    return {"made": Q(), "kept": kept, "late": ~kept & late, "open": ~kept & ~late}
