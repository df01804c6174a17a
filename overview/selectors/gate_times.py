"""How long gates take: medians of working days over a year, and the gates that they are the medians of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Prefetch, QuerySet
from django.utils import timezone

from accounts.models import Directorate, Grade
from approvals.models import Decision, Submission
from approvals.presenters.waiting_times import ENDS
from cycles.models import LIVE_STAGES, Cycle, CycleStage

A_YEAR = timedelta(days=365)
FEWEST = 3  # under so many gates they are shown themselves: a median of two says little and tells on people
STAGES: Mapping[str, str] = {stage: CycleStage(stage).label for stage in LIVE_STAGES}
GRADES: Mapping[str, str] = dict(Grade.choices)
SHOWN_OF_CYCLE = ("cycle__reference", "cycle__number", "cycle__service__name", "cycle__directorate__name")
HELD = ("With the team", "With approvers")


@dataclass(frozen=True)
class GateFilter:
    """Which gates: values that there are, or "" for any."""

    stage: str = ""
    directorate: str = ""
    grade: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], directorates: Iterable[Directorate]) -> GateFilter:
        known = {"stage": STAGES, "directorate": {one.code for one in directorates}, "grade": GRADES}
        return cls(**{name: value for name, offered in known.items() if (value := query.get(name, "")) in offered})

    def with_param(self, **other: str) -> str:
        """The address of the page with something else asked for, at its rows."""
        values = {name: value for name, value in vars(replace(self, **other)).items() if value}
        return f"?{urlencode(values)}#gates"


@dataclass(frozen=True)
class GateDays:
    """One gate with its days."""

    reference: str
    stage: str
    days: int

    @property
    def name(self) -> str:
        return f"{STAGES[self.stage]} gate"


@dataclass(frozen=True)
class MedianDays:
    """The median of one group, or under FEWEST the gates themselves with their days."""

    number: int = 0
    median: float | None = None
    gates: list[GateDays] = field(default_factory=list)


@dataclass(frozen=True)
class TimesLine:
    """One row of a table: a gate, a grade or a directorate, with what leads to its gates."""

    name: str
    url: str
    number: int
    cells: list[tuple[str, MedianDays]]  # each under the heading of its column


@dataclass(frozen=True)
class TimesTable:
    """One way to look at the gates: `counts` is what its numbers count."""

    id: str
    title: str
    first: str
    counts: str
    columns: Sequence[str]
    lines: list[TimesLine]


@dataclass
class GroupDays:
    """How many gates of a group took how many days, and the first gates with their days."""

    numbers: Counter[int] = field(default_factory=Counter)
    gates: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_few(self) -> bool:
        return self.numbers.total() < FEWEST

    def median(self, known: Mapping[int, tuple[str, str]]) -> MedianDays:
        """`known` has the reference and stage of each gate that is shown itself."""
        if self.is_few:
            gates = [GateDays(*known[pk], days) for days, pk in sorted(self.gates)]
            return MedianDays(self.numbers.total(), gates=gates)
        return MedianDays(self.numbers.total(), float(median(self.numbers.elements())))


def decided_gates(asked: GateFilter, on: date) -> QuerySet[Submission]:
    """Every gate that was passed or stopped within the last year: restricted cycles are left out, for everybody."""
    since = timezone.make_aware(datetime.combine(on - A_YEAR, time.min))
    restricted = Cycle.objects.filter(restricted=True).order_by()  # few, and in an index of their own
    gates = Submission.objects.filter(state__in=ENDS, closed_at__gte=since).exclude(cycle__in=restricted)
    if asked.stage:
        gates = gates.filter(stage=asked.stage)
    if asked.directorate:
        gates = gates.filter(cycle__directorate__code=asked.directorate)
    if asked.grade:
        gates = gates.filter(pk__in=_signatures().filter(grade=asked.grade).values("submission"))
    return gates


def tables(asked: GateFilter, on: date, directorates: Iterable[Directorate]) -> tuple[list[TimesTable], int]:
    """The medians by gate, by directorate and by grade, and the number of gates.

    Gates and signatures are counted in a grouped query each, and another one reads the groups of few gates.
    """
    gates = decided_gates(asked, on)
    signatures = _signatures().filter(
        submission__in=decided_gates(replace(asked, grade=""), on).order_by().values("pk")
    )
    if asked.grade:
        signatures = signatures.filter(grade=asked.grade)
    groups = {"stage": "stage", "directorate": "cycle__directorate__code"}
    held, number_of_gates = _days_by_group(gates, ("team_days", "approver_days"), groups, "pk")
    (signed,), _ = _days_by_group(signatures, ("waited",), {"grade": "grade"}, "submission")
    few = {pk for days in (*held, signed) for group in days.values() if group.is_few for _, pk in group.gates}
    known = {
        pk: (reference, stage)
        for pk, reference, stage in Submission.objects.filter(pk__in=few or {0}).values_list(
            "pk", "cycle__reference", "stage"
        )
    }
    places = {directorate.code: directorate.name for directorate in directorates}
    found = []
    for by, titles, names, columns, days in (
        ("stage", ("By gate", "Gate", "Gates"), {code: f"{label} gate" for code, label in STAGES.items()}, HELD, held),
        ("directorate", ("By directorate", "Directorate", "Gates"), places, HELD, held),
        ("grade", ("By grade", "Approver", "Signatures"), GRADES, ("Until they signed",), [signed]),
    ):
        lines = []
        for code, name in names.items():
            if getattr(asked, by) in ("", code):
                figures = [group[by, code].median(known) if (by, code) in group else MedianDays() for group in days]
                number = max(figure.number for figure in figures)
                cells = list(zip(columns, figures, strict=True))
                lines.append(TimesLine(name, asked.with_param(**{by: code}), number, cells))
        found.append(TimesTable(f"by-{by}", *titles, columns, lines))
    return found, number_of_gates


def listed(asked: GateFilter, on: date) -> QuerySet[Submission]:
    """The gates themselves, the newest first, with who signed."""
    signed = _signatures().select_related("decider", "cover_for", "in_place_of").order_by("at", "pk")
    shown = ("submission", "grade", "waited", "outcome", "replaces")
    signed = signed.only(*shown, "decider__name", "cover_for__name", "in_place_of__name")
    gates = decided_gates(asked, on).select_related("cycle__service", "cycle__directorate")
    gates = gates.only("stage", "state", "closed_at", "team_days", "approver_days", *SHOWN_OF_CYCLE)
    return gates.prefetch_related(Prefetch("decisions", signed)).order_by("-closed_at", "-pk")


def _signatures() -> QuerySet[Decision]:
    return Decision.objects.filter(replaces__isnull=True)


def _days_by_group(
    rows: QuerySet[Any], days: Sequence[str], groups: Mapping[str, str], gate: str
) -> tuple[list[dict[tuple[str, str], GroupDays]], int]:
    """For each kind of days those of each group, by what is grouped and its code; and the number of all rows.

    `gate` leads from the rows to the submission. The first and the last gate of as many days are all of them where a
    group is few.
    """
    counted = rows.order_by().values_list(*groups.values(), *days).annotate(Count("pk"), Min(gate), Max(gate))
    found: list[dict[tuple[str, str], GroupDays]] = [defaultdict(GroupDays) for _ in days]
    total = 0
    for *values, number, first, last in counted:
        total += number
        codes, numbers_of_days = values[: len(groups)], values[len(groups) :]
        for kind, number_of_days in zip(found, numbers_of_days, strict=True):
            if number_of_days is not None:
                for by, code in zip(groups, codes, strict=True):
                    group = kind[by, code]
                    group.numbers[number_of_days] += number
                    group.gates += [(number_of_days, pk) for pk in (first, last)[:number]]
    return found, total
