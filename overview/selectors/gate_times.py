"""How long gates take: medians of working days over a year, and the gates that they are the medians of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import Directorate, Grade
from approvals.models import Decision, Submission
from approvals.presenters.waiting_times import ENDS
from cycles.models import LIVE_STAGES, CycleStage

A_YEAR = timedelta(days=365)
FEWEST = 3  # under so many gates they are shown themselves: a median of two says little and tells on people
STAGES: Mapping[str, str] = {stage: CycleStage(stage).label for stage in LIVE_STAGES}
GRADES: Mapping[str, str] = dict(Grade.choices)
HELD = ("With the team", "With approvers")


@dataclass(frozen=True)
class Asked:
    """Which gates: values that there are, or "" for any."""

    stage: str = ""
    directorate: str = ""
    grade: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], directorates: Iterable[Directorate]) -> Asked:
        known = {"stage": STAGES, "directorate": {one.code for one in directorates}, "grade": GRADES}
        return cls(**{name: value for name, offered in known.items() if (value := query.get(name, "")) in offered})

    def but(self, **other: str) -> str:
        """The address of the page with something else asked for, at its rows."""
        values = {name: value for name, value in vars(replace(self, **other)).items() if value}
        return f"?{urlencode(values)}#gates"


@dataclass(frozen=True)
class Gate:
    """One gate with its days."""

    reference: str
    stage: str
    days: int

    @property
    def name(self) -> str:
        return f"{STAGES[self.stage]} gate"


@dataclass(frozen=True)
class Figure:
    """The median of one group, or under FEWEST the gates themselves with their days."""

    number: int = 0
    median: float | None = None
    gates: list[Gate] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row of a table: a gate, a grade or a directorate, with what leads to its gates."""

    name: str
    url: str
    number: int
    cells: list[tuple[str, Figure]]  # each under the heading of its column


@dataclass(frozen=True)
class Table:
    """One way to look at the gates: `counts` is what its numbers count."""

    id: str
    title: str
    first: str
    counts: str
    columns: Sequence[str]
    lines: list[Line]


def decided_gates(asked: Asked, on: date) -> QuerySet[Submission]:
    """Every gate that was passed or stopped within the last year: restricted cycles are left out, for everybody."""
    since = timezone.make_aware(datetime.combine(on - A_YEAR, time.min))
    gates = Submission.objects.filter(state__in=ENDS, closed_at__gte=since, cycle__restricted=False)
    if asked.stage:
        gates = gates.filter(stage=asked.stage)
    if asked.directorate:
        gates = gates.filter(cycle__directorate__code=asked.directorate)
    if asked.grade:
        gates = gates.filter(pk__in=_signatures().filter(grade=asked.grade).values("submission"))
    return gates.defer("pack")


def tables(asked: Asked, on: date, directorates: Iterable[Directorate]) -> list[Table]:
    """The medians by gate, by directorate and by grade, in five queries."""
    gates = decided_gates(asked, on)
    stages = {code: f"{label} gate" for code, label in STAGES.items()}
    places = {one.code: one.name for one in directorates}
    signed = [_signed(asked, on)]
    return [
        _table(asked, "stage", ("By gate", "Gate", "Gates"), stages, HELD, _held(gates, "stage")),
        _table(
            asked,
            "directorate",
            ("By directorate", "Directorate", "Gates"),
            places,
            HELD,
            _held(gates, "cycle__directorate__code"),
        ),
        _table(asked, "grade", ("By grade", "Approver", "Signatures"), GRADES, ("Until they signed",), signed),
    ]


def _table(
    asked: Asked,
    by: str,
    titles: tuple[str, str, str],
    names: Mapping[str, str],
    columns: Sequence[str],
    figures: list[Mapping[str, Figure]],
) -> Table:
    chosen = getattr(asked, by)
    lines = [
        _line(name, asked.but(**{by: code}), columns, [found.get(code, Figure()) for found in figures])
        for code, name in names.items()
        if chosen in ("", code)
    ]
    return Table(f"by-{by}", *titles, columns, lines)


def _line(name: str, url: str, columns: Sequence[str], figures: list[Figure]) -> Line:
    return Line(name, url, max(figure.number for figure in figures), list(zip(columns, figures, strict=True)))


def listed(asked: Asked, on: date) -> QuerySet[Submission]:
    """The gates themselves, the newest first, with who signed."""
    signed = Prefetch("decisions", _signatures().select_related("decider", "cover_for").order_by("at", "pk"))
    found = decided_gates(asked, on).select_related("cycle__service", "cycle__directorate")
    return found.prefetch_related(signed).order_by("-closed_at", "-pk")


def _signatures() -> QuerySet[Decision]:
    return Decision.objects.filter(replaces__isnull=True)


def _held(gates: QuerySet[Submission], by: str) -> list[Mapping[str, Figure]]:
    """The days with the team and those with approvers, each by group."""
    return [_figures(_middle(gates, days, by)) for days in ("team_days", "approver_days")]


def _signed(asked: Asked, on: date) -> Mapping[str, Figure]:
    """How long signatures of each grade waited, whichever gate they were on."""
    signed = _signatures().filter(submission__in=decided_gates(replace(asked, grade=""), on).values("pk"))
    signed = signed.filter(grade=asked.grade) if asked.grade else signed
    return _figures(_middle(signed, "waited", "grade", gate="submission__"))


def _middle(rows: QuerySet[Any], days: str, by: str, gate: str = "") -> Iterable[tuple[str, int, Gate]]:
    """The middle gate of each group, or the middle two, with its number: all that a median needs of the database."""
    ranked = rows.filter(**{f"{days}__isnull": False}).annotate(
        place=Window(RowNumber(), partition_by=[F(by)], order_by=[F(days).asc(), F("pk").asc()]) * 2,
        number_there=Window(Count("pk"), partition_by=[F(by)]),
    )
    middle = ranked.filter(place__gte=F("number_there"), place__lte=F("number_there") + 2).order_by()
    reference, stage = f"{gate}cycle__reference", f"{gate}stage"
    for row in middle.values(by, "number_there", reference, stage, days):
        yield row[by], row["number_there"], Gate(row[reference], row[stage], row[days])


def _figures(middle: Iterable[tuple[str, int, Gate]]) -> Mapping[str, Figure]:
    groups: dict[str, list[Gate]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for group, number, gate in middle:
        groups[group].append(gate)
        numbers[group] = number
    return {group: _figure(numbers[group], gates) for group, gates in groups.items()}


def _figure(number: int, middle: list[Gate]) -> Figure:
    if number < FEWEST:
        return Figure(number, gates=middle)
    return Figure(number, sum(gate.days for gate in middle) / len(middle))
