"""Which rows each figure counts: conditions shared by the aggregations and by the lists behind the figures.

Restricted cycles are left out of all of them.
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

from approvals.models import ConditionState, Submission, SubmissionState
from checklists.models import AnswerState
from contracts.selectors.coverage import (
    IN_TIME,
    LAPSE,
    NOT_KNOWN,
    OWN,
    is_counted,
    is_in_register,
    is_typed,
)
from cycles.models import LIVE_STAGES, Cycle, CycleStage, PlannedDate, Running
from cycles.selectors.arrangement_end import arrangement_end, has_own_in_place
from cycles.selectors.latest_cycle import is_latest
from cycles.selectors.preparing import LookupPath, is_dropped, is_live, last_day_before

QUIET_AFTER = timedelta(days=30)
MEDIAN_PERIOD = timedelta(days=730)  # for the time that stages take
DECISIONS_AHEAD = timedelta(days=182)  # half a year
ENDED, UNKNOWN = "ended", "unknown"  # in the place of a quarter


def runs_on(path: LookupPath, today: date) -> Q:
    """The last cycle of the service is closed, and what it put in place runs on."""
    closed = Q(**{path("stage"): CycleStage.CLOSED, path("restricted"): False})
    return closed & _lasts(path("arrangement_ends"), today) & is_latest(path.prefix)


def _lasts(field: str, today: date) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": today})


def is_left(path: LookupPath, today: date) -> Q:
    """A stopped cycle that was to replace what runs on, where no other cycle of the service looks after that."""
    own = has_own_in_place(today, path.prefix)
    before = Q(**{path("running"): Running.ARRANGEMENT}) & _lasts(path("running_ends"), today)
    others = Cycle.objects.filter(service=OuterRef(path("service")), restricted=False)
    looked_after = others.filter(
        Q(number__gt=OuterRef(path("number")))
        | Q(stage__in=LIVE_STAGES)
        | (Q(stage=CycleStage.CLOSED) & _lasts("arrangement_ends", today))
    )
    stopped = Q(**{path("stage"): CycleStage.STOPPED, path("restricted"): False})
    return stopped & ((own & _lasts(path("arrangement_ends"), today)) | (~own & before)) & ~Q(Exists(looked_after))


def is_uncovered(path: LookupPath, today: date) -> Q:
    """No live cycle looks after a service that goes on. A service that its Review decided to end needs none."""
    return (runs_on(path, today) & Q(is_dropped(path))) | is_left(path, today)


def is_quiet(path: LookupPath, today: date) -> Q:
    return Q(**{path("changed_at__date__lt"): today - QUIET_AFTER})


def overdue_gate(path: LookupPath, today: date) -> QuerySet[PlannedDate]:
    """The undecided gate of a cycle's stage, where its planned day has passed."""
    milestone = Concat(OuterRef(path("stage")), Value("_gate"), output_field=CharField())
    return PlannedDate.objects.filter(
        cycle=OuterRef(path("pk")), milestone=milestone, applies=True, done_on__isnull=True, planned__lt=today
    )


def nothing_follows(path: LookupPath, today: date) -> Q:
    """What the cycle put in place runs, and the next cycle, which was to prepare what comes after it, was stopped."""
    return has_own_in_place(today, path.prefix) & Q(is_dropped(path))


def could_lapse(path: LookupPath, today: date) -> Q:
    """Of rows with `ends`, `over` and `day_before`: it ends before what replaces it can start, or nothing replaces it.

    What Review decided to end may end.
    """
    own = has_own_in_place(today, path.prefix)
    too_late = (own & Q(**{path("slack__lt"): 0})) | (~own & Q(ends__lt=F("day_before"))) | Q(over=True)
    live, stopped = Q(**{path("stage__in"): LIVE_STAGES}), Q(**{path("stage"): CycleStage.STOPPED})
    return (live & too_late) | stopped | nothing_follows(path, today)


def quarter_of(over: bool, year: int | None, quarter: int | None) -> str:
    return ENDED if over else f"{year}-{quarter}" if year else UNKNOWN


def has_contract(path: LookupPath, today: date) -> Q:
    """Of each service for which something runs, or may run, the cycle that says what.

    That is the first live one whose own arrangement has not begun, or else the last. A new service has none.
    """
    own = has_own_in_place(today, path.prefix)
    earlier = Cycle.objects.filter(
        ~has_own_in_place(today),
        service=OuterRef(path("service")),
        number__lt=OuterRef(path("number")),
        stage__in=LIVE_STAGES,
        restricted=False,
    )
    replacing = ~own & ~Q(**{path("running"): Running.NOTHING}) & ~Q(Exists(earlier))
    live = is_live(path) & ((own & is_latest(path.prefix)) | replacing)
    return live | runs_on(path, today) | is_left(path, today)


def contract_dims(path: LookupPath, today: date) -> dict[str, Any]:
    """Annotations of the cycles that say what runs, from what is stored: TypedArrangement."""
    stored = path("typed_arrangement")
    return {
        "ends": F(f"{stored}__ends"),
        "over": Case(When(ends__lt=today, then=True), default=False),
        "year": Case(When(over=False, then=ExtractYear("ends")), default=0),
        "quarter": Case(When(over=False, then=ExtractQuarter("ends")), default=0),
        "outcome": F(f"{stored}__outcome"),
    }


def computed_arrangement(today: date) -> dict[str, Any]:
    """Annotations of cycles: what TypedArrangement stores. Whether one lapses is not known where its end is not."""
    typed = is_typed(today)
    covered = is_live(OWN) & is_latest() & ~is_in_register(is_counted(OWN, today))
    return {
        "ends": arrangement_end(today),
        "over": Case(When(ends__lt=today, then=True), default=False),
        "day_before": last_day_before(OWN),
        "is_contract": Case(When(has_contract(OWN, today) & typed, then=True), default=False),
        "is_covered": Case(When(covered, then=True), default=False),
        "is_uncovered": Case(When(is_uncovered(OWN, today) & typed, then=True), default=False),
        "outcome": Case(
            When(ends__isnull=True, then=Value(NOT_KNOWN)),
            When(could_lapse(OWN, today), then=Value(LAPSE)),
            default=Value(IN_TIME),
            output_field=CharField(),
        ),
    }


def key_decisions_to_take(path: LookupPath) -> Q:
    """Key decisions that are still to be taken, joined as `dates`."""
    return Q(
        **{
            path("restricted"): False,
            path("stage__in"): (CycleStage.ANALYSE, CycleStage.PLAN),
            path("dates__milestone"): "decision",
            path("dates__applies"): True,
            path("dates__done_on__isnull"): True,
        }
    )


def at_latest_gate(path: LookupPath) -> Q:
    """The answers of a live cycle to the gate that it passed last, without those that do not apply."""
    pairs = Q(pk__in=[])
    for before, stage in pairwise(LIVE_STAGES):
        pairs |= Q(**{path("stage"): stage, path("answers__question__stage"): before})
    return (
        is_live(path)
        & pairs
        & Q(**{path("answers__set_aside_because"): ""})
        & Q(**{path("answers__state__in"): [state for state in AnswerState if state != AnswerState.NOT_APPLICABLE]})
    )


def gates_due(path: LookupPath, today: date) -> Q:
    """The gates whose planned day has passed, joined as `dates`; `decided_on` is the day of their decision."""
    return Q(
        **{
            path("restricted"): False,
            path("dates__milestone__endswith"): "_gate",
            path("dates__applies"): True,
            path("dates__planned__lt"): today,
        }
    )


def decided_on(path: LookupPath) -> Coalesce:
    """The day on which a gate of `gates_due` was passed, or its cycle was stopped at it."""
    stopped = Submission.objects.filter(cycle=OuterRef(path("pk")), state=SubmissionState.STOPPED)
    at_gate = stopped.annotate(gate=Concat("stage", Value("_gate"), output_field=CharField())).filter(
        gate=OuterRef(path("dates__milestone"))
    )
    return Coalesce(F(path("dates__done_on")), Subquery(at_gate.values(day=TruncDate("closed_at"))[:1]))


def decided_this_year(today: date) -> Q:
    return Q(decided__gte=today.replace(month=1, day=1))


def was_passed(path: LookupPath, today: date) -> Q:
    """The gates passed in the last two years, joined as `submissions`."""
    return Q(
        **{
            path("restricted"): False,
            path("submissions__state"): SubmissionState.PASSED,
            path("submissions__closed_at__date__gte"): today - MEDIAN_PERIOD,
        }
    )


def stage_duration(path: LookupPath) -> ExpressionWrapper[Any]:
    """How long the stage of a gate of `was_passed` took: from the pass before it, or from the start of the cycle."""
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


def conditions_made(path: LookupPath) -> Q:
    """The conditions of gates that were passed, without those that lapsed with a correction."""
    passed = Q(**{path("conditions__decision__submission__state"): SubmissionState.PASSED})
    return Q(**{path("restricted"): False}) & passed & ~Q(**{path("conditions__state"): ConditionState.LAPSED})


def promise_kinds(path: LookupPath, today: date) -> dict[str, Q]:
    """Conditions by kind: "made" is all of them, and the other three add up to it."""
    kept, late = Q(**{path("conditions__state"): ConditionState.MET}), Q(**{path("conditions__due__lt"): today})
    return {"made": Q(), "kept": kept, "late": ~kept & late, "open": ~kept & ~late}
