"""The rows behind the figures: what each page lists, from the database as it is now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from commissioning.wording import counted, day, money
from cycles.models import Answer, AnswerState, ConditionState, Cycle, CycleStage
from cycles.queries.dates import spared
from cycles.queries.latest import is_latest
from cycles.queries.visible import for_all
from dashboard.selectors.area_groups import Path, in_area
from dashboard.selectors.areas import Scope
from dashboard.selectors.filters import (
    AHEAD,
    ENDED,
    UNKNOWN,
    at_latest_gate,
    contract_dims,
    decided_on,
    decides,
    decides_for,
    gates_due,
    has_contract,
    is_live,
    is_uncovered,
    nothing_follows,
    of_the_year,
    overdue_gate,
    promise_kinds,
    took,
    was_passed,
    was_promised,
)

OWN = Path("")
NOT_KNOWN = "Not known"
# title, and what stands there when there is none; by whether they could lapse
CONTRACTS = {
    "": ("Contracts ending", "No contract ends then."),
    "yes": ("Contracts that could lapse", "No contract that could lapse."),
    "no": ("Contracts in time", "No contract in time."),
}
PROMISES = {
    "made": "Promises made at gates",
    "kept": "Promises kept",
    "late": "Promises that are late",
    "open": "Promises still in time",
}


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Mark:
    """A text that stands out, as a status of that kind does."""

    kind: str
    text: str


@dataclass(frozen=True)
class Cell:
    label: str
    numeric: bool
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """One cycle: its service is the link, the rest are cells. `kind` is that of a mark behind its name."""

    cycle: Cycle
    cells: Sequence[Cell]
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cycles with what each tells, in an order of their own."""

    title: str
    cycles: QuerySet[Any]
    columns: Sequence[Column]
    tells: Callable[[Any], Sequence[object]]
    none: str
    kind: Callable[[Any], str] = lambda cycle: cycle.status

    def rows(self, found: Sequence[Any]) -> list[Row]:
        return [self._row(cycle) for cycle in found]

    def _row(self, cycle: Any) -> Row:
        told = zip(self.columns, self.tells(cycle), strict=True)
        return Row(cycle, [_cell(column, text) for column, text in told], self.kind(cycle))


def _cell(column: Column, told: object) -> Cell:
    marked = told if isinstance(told, Mark) else Mark("", str(told))
    return Cell(column.label, column.numeric, marked.text, marked.kind)


def cycles_in(scope: Scope) -> QuerySet[Cycle]:
    """Those of a scope; restricted ones are in no figure, so in none of these lists."""
    found = for_all().filter(in_area(scope.area.key))
    if scope.directorate.key:
        found = found.filter(directorate__code=scope.directorate.key)
    return found.select_related("service", "directorate")


def _yearly(cycle: Cycle) -> str:
    return money(cycle.yearly_value) if cycle.yearly_value is not None else NOT_KNOWN


def _day(value: date | None) -> str:
    return day(value) if value else NOT_KNOWN


SPEND = Column("Yearly spend", numeric=True)


def contracts(scope: Scope, on: date, ends: str = "", lapse: str = "", *, unknown: bool = False) -> Table:
    """Those that end within sixteen months; of one quarter (`ends`), and those that could lapse or not (`lapse`).

    `unknown`: of which the yearly value is not known.
    """
    found = cycles_in(scope).filter(has_contract(OWN, on))
    for alias, expression in contract_dims(OWN, on).items():
        found = found.annotate(**{alias: expression})
    found = found.annotate(alone=Case(When(nothing_follows(OWN, on), then=True), default=False))
    found = found.filter(_ending(ends, on)).filter(Q(lapse=lapse == "yes") if lapse else Q())
    if unknown:
        found = found.filter(yearly_value__isnull=True)
    title, none = CONTRACTS[lapse]
    return Table(
        title,
        found.order_by(F("ends").asc(nulls_last=True), "serial"),
        (Column("Ends"), Column("Directorate"), Column("What is happening"), Column("Could lapse"), SPEND),
        lambda row: (
            _day(row.ends),
            row.directorate,
            _happening(row),
            Mark("off_track", "Yes") if row.lapse else "No",
            _yearly(row),
        ),
        none,
    )


def _ending(ends: str, on: date) -> Q:
    if ends == ENDED:
        return Q(over=True)
    if ends == UNKNOWN:
        return Q(ends__isnull=True)
    year, _, quarter = ends.partition("-")
    if quarter:
        return Q(over=False, year=int(year), quarter=int(quarter), ends__lte=on + AHEAD)
    return Q(ends__lte=on + AHEAD)


def _happening(cycle: Any) -> str:
    if cycle.alone:
        return "The next cycle was stopped"
    if not cycle.is_live:
        return "Ends as Review decided"
    slack = spared(cycle.slack)
    return f"{cycle.get_stage_display()}: {slack}" if slack else str(cycle.get_stage_display())


def uncovered(scope: Scope, on: date) -> Table:
    return Table(
        "Services that no live cycle looks after",
        cycles_in(scope).filter(is_uncovered(OWN, on)).order_by(F("arrangement_ends").asc(nulls_last=True), "serial"),
        (Column("Directorate"), Column("Last cycle closed"), Column("Arrangement ends"), SPEND),
        lambda row: (row.directorate, _closed(row), _day(row.arrangement_ends), _yearly(row)),
        "Every service is looked after by a live cycle.",
    )


def _closed(cycle: Cycle) -> str:
    return day(timezone.localdate(cycle.ended_at)) if cycle.ended_at else NOT_KNOWN


def covered(scope: Scope, on: date) -> Table:
    return Table(
        "Services that a live cycle looks after",
        cycles_in(scope).filter(is_live(OWN), is_latest()).order_by(F("yearly_value").desc(nulls_last=True), "serial"),
        (Column("Directorate"), Column("Stage"), SPEND),
        lambda row: (row.directorate, row.get_stage_display(), _yearly(row)),
        "No live cycle yet.",
    )


def quiet(scope: Scope, on: date, since: date) -> Table:
    return Table(
        "Cycles that have gone quiet",
        cycles_in(scope)
        .filter(is_live(OWN), changed_at__date__lt=since)
        .select_related("lead")
        .order_by("changed_at", "serial"),
        (Column("Directorate"), Column("Stage"), Column("Lead commissioner"), Column("Last worked on")),
        lambda row: (row.directorate, row.get_stage_display(), row.lead, day(timezone.localdate(row.changed_at))),
        "Every live cycle was worked on in the last 30 days.",
    )


def evidenced(scope: Scope, on: date) -> Table:
    """Every live cycle whose answers say something, those with the most out of date or without evidence first."""
    said = Answer.objects.filter(
        cycle=OuterRef("pk"), state__in=(AnswerState.MET, AnswerState.PARTLY_MET), set_aside_because=""
    )
    through = Answer.evidence.through.objects.filter(answer=OuterRef("pk"), evidence__good_until__gte=on)
    counts = said.order_by().values("cycle")
    found = cycles_in(scope).filter(is_live(OWN), Exists(said))
    found = found.annotate(
        said=Subquery(counts.annotate(number=Count("pk")).values("number")),
        lacking=Subquery(counts.annotate(number=Count("pk", filter=~Q(Exists(through)))).values("number")),
    )
    return Table(
        "Answers whose evidence is in date",
        found.order_by("-lacking", "serial"),
        (Column("Directorate"), Column("Stage"), Column("Answers", True), Column("In date", True)),
        lambda row: (row.directorate, row.get_stage_display(), row.said, row.said - row.lacking),
        "No live cycle has answered a question yet.",
    )


def overdue(scope: Scope, on: date) -> Table:
    gate = overdue_gate(OWN, on)
    found = cycles_in(scope).filter(is_live(OWN), Exists(gate)).annotate(planned=Subquery(gate.values("planned")[:1]))
    return Table(
        "Gates due and not decided",
        found.order_by("planned", "serial"),
        (Column("Directorate"), Column("Gate"), Column("Planned for"), Column("Working days to spare")),
        lambda row: (row.directorate, f"{row.get_stage_display()} gate", day(row.planned), spared(row.slack)),
        "No gate is waiting beyond its planned day.",
    )


def decided(scope: Scope, on: date) -> Table:
    """A row a gate: a cycle that passed two this year stands twice."""
    found = cycles_in(scope).filter(gates_due(OWN, on))
    found = found.annotate(gate=F("dates__milestone"), planned=F("dates__planned"), decided=decided_on(OWN))
    return Table(
        "Gates due that were decided this year",
        found.filter(of_the_year(on)).order_by("-decided", "serial", "gate"),
        (Column("Directorate"), Column("Gate"), Column("Planned for"), Column("Decided")),
        lambda row: (row.directorate, _gate(row.gate.removesuffix("_gate")), day(row.planned), day(row.decided)),
        "No gate that was due was decided yet this year.",
        kind=no_mark,
    )


def no_mark(cycle: Any) -> str:
    """A row about something that is over says nothing of how its cycle stands today."""
    return ""


def _gate(stage: str) -> str:
    return f"{CycleStage(stage).label} gate"


def passed(scope: Scope, on: date, stage: str) -> Table:
    """The gates of a stage that its median is of, a row each, the longest first."""
    found = cycles_in(scope).filter(was_passed(OWN, on) & Q(submissions__stage=stage))
    found = found.annotate(took=took(OWN), closed=F("submissions__closed_at"))
    return Table(
        f"{_gate(stage)}s passed in the last two years",
        found.order_by("-took", "serial"),
        (Column("Directorate"), Column("Passed"), Column("Days", True)),
        lambda row: (row.directorate, day(timezone.localdate(row.closed)), max(row.took.days, 0)),
        "No gate of this stage was passed yet.",
        kind=no_mark,
    )


def promises(scope: Scope, on: date, kind: str) -> Table:
    """A row a promise, those due first at the top."""
    found = cycles_in(scope).filter(was_promised(OWN) & promise_kinds(OWN, on)[kind])
    found = found.annotate(
        text=F("conditions__text"), due=F("conditions__due"), state=F("conditions__state"), promise=F("conditions__pk")
    )
    return Table(
        PROMISES[kind],
        found.order_by("due", "promise"),
        (Column("Directorate"), Column("Promise"), Column("Due"), Column("State")),
        lambda row: (row.directorate, row.text, day(row.due), ConditionState(row.state).label),
        "There is none.",
        kind=no_mark,
    )


def decisions(scope: Scope, on: date, until: date | None = None, ambition: str = "", *, unknown: bool = False) -> Table:
    """Key decisions still to be taken, soonest first; those after `until` left out.

    `unknown`: of which the whole-life value is not known.
    """
    asked = decides_for(OWN) & (Q(dates__planned__lte=until) if until else Q())
    found = cycles_in(scope).filter(asked)
    if ambition:
        found = found.filter(_serves(ambition))
    if unknown:
        found = found.filter(whole_life_value__isnull=True)
    return Table(
        "Key decisions coming",
        found.annotate(planned=F("dates__planned"), safe=F("dates__last_safe")).order_by("planned", "serial"),
        (
            Column("Planned for"),
            Column("Latest safe date"),
            Column("Decision maker"),
            Column("Directorate"),
            Column("Whole-life value", True),
        ),
        lambda row: (
            f"{day(row.planned)}{_late(row.planned, on)}",
            day(row.safe),
            decides(row.edition.figures, row.tier),
            row.directorate,
            money(row.whole_life_value) if row.whole_life_value is not None else NOT_KNOWN,
        ),
        "No key decision is planned.",
    )


def _serves(ambition: str) -> Q:
    return Q(pk__in=Cycle.ambitions.through.objects.filter(ambition__code=ambition).values("cycle"))


def _late(planned: date, on: date) -> str:
    return f" ({counted((on - planned).days, 'day')} ago)" if planned < on else ""


def at_gate(scope: Scope, principle: str) -> Table:
    """What each live cycle met of a principle's questions at its latest gate, the weakest first."""
    found = cycles_in(scope).filter(at_latest_gate(OWN), answers__question__principle__code=principle)
    found = found.annotate(
        asked=Count("answers"), met=Count("answers", filter=Q(answers__state=AnswerState.MET))
    ).annotate(unmet=F("asked") - F("met"))
    return Table(
        "Cycles at their latest gate",
        found.order_by("-unmet", "serial"),
        (Column("Directorate"), Column("Stage"), Column("Questions asked", True), Column("Met", True)),
        lambda row: (row.directorate, row.get_stage_display(), row.asked, row.met),
        "No live cycle has passed a gate that asks about this principle.",
    )


def serving(scope: Scope, ambition: str) -> Table:
    return Table(
        "Live cycles for this ambition",
        cycles_in(scope).filter(is_live(OWN) & _serves(ambition)).order_by(F("slack").asc(nulls_last=True), "serial"),
        (Column("Directorate"), Column("Stage"), Column("Needed by"), SPEND),
        lambda row: (row.directorate, row.get_stage_display(), day(row.need_by), _yearly(row)),
        "No live cycle serves this ambition.",
    )
