"""The cycles behind each figure as tables, from the database as it is now.

Restricted cycles are in no figure, so in none of these tables. The tables of what runs, which the register says, are in
dashboard/presenters/arrangement_tables.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from approvals.models import ConditionState
from checklists.models import Answer, AnswerState, Evidence
from cycles.models import Cycle, CycleStage
from cycles.presenters.dates import NOT_SETTLED, slack_in_words
from cycles.selectors.preparing import LookupPath, is_live
from cycles.selectors.visibility import unrestricted
from dashboard.selectors.area_groups import in_area
from dashboard.selectors.areas import Scope
from dashboard.selectors.filters import (
    at_latest_gate,
    conditions_made,
    decided_on,
    decided_this_year,
    gates_due,
    is_quiet,
    key_decisions_to_take,
    overdue_gate,
    promise_kinds,
    stage_duration,
    was_passed,
)
from ui.wording import counted, day, money, with_leaving

OWN = LookupPath("")
NOT_KNOWN = "Not known"
PROMISES = {
    "made": "Promises made at gates",
    "kept": "Promises kept",
    "late": "Promises that are late",
    "open": "Promises still in time",
}


@dataclass(frozen=True)
class StatusText:
    """A text with a status tag of that kind."""

    kind: str
    text: str


@dataclass(frozen=True)
class DrilldownColumn:
    label: str
    numeric: bool


class DrilldownCell(NamedTuple):
    """A table has hundreds of them, and tuples are made sooner than frozen dataclasses."""

    label: str
    numeric: bool
    text: str
    kind: str = ""  # of a status tag


@dataclass(frozen=True)
class DrilldownRow:
    """What a row is of, with its address and a note under its name, its cells, and the kind of a status tag."""

    name: str
    url: str
    note: str
    cells: Sequence[DrilldownCell]
    kind: str = ""


@dataclass(frozen=True)
class DrilldownTable:
    """Ordered cycles with the labels of their columns, numeric ones last, and what stands in them.

    `found` is a queryset, or something else that is sliced for its first rows.
    """

    title: str
    found: Any
    texts: Sequence[str]
    values: Callable[[Any], Sequence[object]]
    empty: str
    numeric: Sequence[str] = ()
    show_status: bool = True  # not of what is over, which does not depend on how the cycle stands today
    subject: str = "Cycle"  # what a row is of

    @cached_property
    def columns(self) -> list[DrilldownColumn]:
        texts = [DrilldownColumn(label, numeric=False) for label in self.texts]
        return texts + [DrilldownColumn(label, numeric=True) for label in self.numeric]

    def rows(self, found: Sequence[Any]) -> list[DrilldownRow]:
        return [
            DrilldownRow(
                cycle.title,
                cycle.get_absolute_url(),
                cycle.reference,
                self.cells(cycle),
                cycle.status if self.show_status else "",
            )
            for cycle in found
        ]

    def cells(self, item: Any) -> list[DrilldownCell]:
        cells = []
        for column, value in zip(self.columns, self.values(item), strict=True):
            tagged = value if isinstance(value, StatusText) else StatusText("", str(value))
            cells.append(DrilldownCell(column.label, column.numeric, tagged.text, tagged.kind))
        return cells


def cycles_in(scope: Scope) -> QuerySet[Cycle]:
    """The cycles of a scope, without restricted ones."""
    found = unrestricted().filter(in_area(scope.area.key))
    if scope.directorate.key:
        found = found.filter(directorate__code=scope.directorate.key)
    return found.select_related("service", "directorate")


def yearly_spend(yearly: Decimal | None) -> str:
    return money(yearly) if yearly is not None else NOT_KNOWN


def day_or_not_known(value: date | None) -> str:
    return day(value) if value else NOT_KNOWN


SPEND = "Yearly spend"


def quiet(scope: Scope, today: date) -> DrilldownTable:
    cycles = cycles_in(scope).filter(is_live(OWN), is_quiet(OWN, today)).select_related("lead")
    return DrilldownTable(
        "Cycles that have gone quiet",
        cycles.order_by("changed_at", "serial"),
        ("Directorate", "Stage", "Lead commissioner", "Last worked on"),
        lambda cycle: (
            cycle.directorate,
            cycle.get_stage_display(),
            with_leaving(cycle.lead),
            day(timezone.localdate(cycle.changed_at)),
        ),
        "Every live cycle was worked on in the last 30 days.",
    )


def evidenced(scope: Scope, today: date) -> DrilldownTable:
    """Every live cycle with answers that say met or partly met, first those with the most lacking evidence in date."""
    said = Answer.objects.filter(
        cycle=OuterRef("pk"),
        state__in=(AnswerState.MET, AnswerState.PARTLY_MET),
        set_aside_because="",
        needs_evidence=True,
    )
    through = Answer.evidence.through.objects.filter(Evidence.in_date(today, "evidence__"), answer=OuterRef("pk"))
    counts = said.order_by().values("cycle")
    found = cycles_in(scope).filter(is_live(OWN), Exists(said))
    found = found.annotate(
        said=Subquery(counts.annotate(number=Count("pk")).values("number")),
        lacking=Subquery(counts.annotate(number=Count("pk", filter=~Q(Exists(through)))).values("number")),
    )
    return DrilldownTable(
        "Answers whose evidence is in date",
        found.order_by("-lacking", "serial"),
        ("Directorate", "Stage"),
        lambda cycle: (cycle.directorate, cycle.get_stage_display(), cycle.said, cycle.said - cycle.lacking),
        "No live cycle has answered a question yet.",
        numeric=("Answers", "In date"),
    )


def overdue(scope: Scope, today: date) -> DrilldownTable:
    gate = overdue_gate(OWN, today)
    cycles = cycles_in(scope).filter(is_live(OWN), Exists(gate))
    return DrilldownTable(
        "Gates due and not decided",
        cycles.annotate(
            planned=Subquery(gate.values("planned")[:1]), gate_breach=Subquery(gate.values("breach")[:1])
        ).order_by("planned", "serial"),
        ("Directorate", "Gate", "Planned for", "Time left"),
        lambda cycle: (
            cycle.directorate,
            f"{cycle.get_stage_display()} gate",
            NOT_SETTLED if cycle.gate_breach else day(cycle.planned),
            slack_in_words(cycle.slack, cycle.breach and NOT_SETTLED),
        ),
        "No gate is waiting beyond its planned day.",
    )


def decided(scope: Scope, today: date) -> DrilldownTable:
    """A row for each gate: a cycle that passed two this year has two."""
    cycles = cycles_in(scope).filter(gates_due(OWN, today))
    cycles = cycles.annotate(gate=F("dates__milestone"), planned=F("dates__planned"), decided=decided_on(OWN))
    return DrilldownTable(
        "Gates due that were decided this year",
        cycles.filter(decided_this_year(today)).order_by("-decided", "serial", "gate"),
        ("Directorate", "Gate", "Planned for", "Decided"),
        lambda cycle: (
            cycle.directorate,
            gate_name(cycle.gate.removesuffix("_gate")),
            day(cycle.planned),
            day(cycle.decided),
        ),
        "No gate that was due was decided yet this year.",
        show_status=False,
    )


def gate_name(stage: str) -> str:
    return f"{CycleStage(stage).label} gate"


def passed(scope: Scope, today: date, stage: str) -> DrilldownTable:
    """The gates that a stage's median is of, a row each, the longest first."""
    cycles = cycles_in(scope).filter(was_passed(OWN, today) & Q(submissions__stage=stage))
    cycles = cycles.annotate(took=stage_duration(OWN), closed=F("submissions__closed_at"))
    return DrilldownTable(
        f"{gate_name(stage)}s passed in the last two years",
        cycles.order_by("-took", "serial"),
        ("Directorate", "Passed"),
        lambda cycle: (cycle.directorate, day(timezone.localdate(cycle.closed)), max(cycle.took.days, 0)),
        "No gate of this stage was passed yet.",
        numeric=("Days",),
        show_status=False,
    )


def promises(scope: Scope, today: date, kind: str, *, officer: bool) -> DrilldownTable:
    """A row for each promise, earliest due first. Councillors read not what completes an answer kept from them."""
    cycles = cycles_in(scope).filter(conditions_made(OWN) & promise_kinds(OWN, today)[kind])
    cycles = cycles.annotate(
        text=F("conditions__text"), due=F("conditions__due"), state=F("conditions__state"), promise=F("conditions__pk")
    )
    cycles = cycles.annotate(kept=F("conditions__question__never_to_councillors"))
    return DrilldownTable(
        PROMISES[kind],
        cycles.order_by("due", "promise"),
        ("Directorate", "Promise", "Due", "State"),
        lambda cycle: (
            cycle.directorate,
            "Not shown to councillors" if cycle.kept and not officer else cycle.text,
            day(cycle.due),
            ConditionState(cycle.state).label,
        ),
        "There is none.",
        show_status=False,
    )


def decisions(
    scope: Scope,
    today: date,
    until: date | None = None,
    ambition: str = "",
    *,
    unknown: bool = False,
    late: bool = False,
) -> DrilldownTable:
    """Key decisions still to be taken, earliest planned first: all, or those from today to `until`, or the late ones.

    `unknown`: those whose whole-life value is not known.
    """
    wanted = key_decisions_to_take(OWN)
    if late:
        wanted &= Q(dates__planned__lt=today)
    elif until:
        wanted &= Q(dates__planned__range=(today, until))
    cycles = cycles_in(scope).filter(wanted)
    if ambition:
        cycles = cycles.filter(serves(ambition))
    if unknown:
        cycles = cycles.filter(whole_life_value__isnull=True)

    def planned_for(planned: date, breach: str) -> str:
        if breach:
            return NOT_SETTLED
        late = f" ({counted((today - planned).days, 'day')} ago)" if planned < today else ""
        return f"{day(planned)}{late}"

    return DrilldownTable(
        "Key decisions coming",
        cycles.annotate(
            planned=F("dates__planned"), safe=F("dates__last_safe"), breach_of_date=F("dates__breach")
        ).order_by("planned", "serial"),
        ("Planned for", "Latest safe date", "Decision maker", "Directorate"),
        lambda cycle: (
            planned_for(cycle.planned, cycle.breach_of_date),
            day(cycle.safe),
            cycle.decided_by,
            cycle.directorate,
            money(cycle.whole_life_value) if cycle.whole_life_value is not None else NOT_KNOWN,
        ),
        "No key decision is planned.",
        numeric=("Whole-life value without VAT",),
    )


def serves(ambition: str) -> Q:
    return Q(pk__in=Cycle.ambitions.through.objects.filter(ambition__code=ambition).values("cycle"))


def at_gate(scope: Scope, principle: str) -> DrilldownTable:
    """What each live cycle met of a principle's questions at its latest gate, the weakest first."""
    found = cycles_in(scope).filter(at_latest_gate(OWN), answers__question__principle__code=principle)
    found = found.annotate(asked=Count("answers"), met=Count("answers", filter=Q(answers__is_met=True))).annotate(
        unmet=F("asked") - F("met")
    )
    return DrilldownTable(
        "Cycles at their latest gate",
        found.order_by("-unmet", "serial"),
        ("Directorate", "Stage"),
        lambda cycle: (cycle.directorate, cycle.get_stage_display(), cycle.asked, cycle.met),
        "No live cycle has passed a gate that asks about this principle.",
        numeric=("Questions asked", "Met"),
    )


def serving(scope: Scope, ambition: str) -> DrilldownTable:
    cycles = cycles_in(scope).filter(is_live(OWN) & serves(ambition))
    return DrilldownTable(
        "Live cycles for this ambition",
        cycles.order_by(F("slack").asc(nulls_last=True), "serial"),
        ("Directorate", "Stage", "Need-by date"),
        lambda cycle: (
            cycle.directorate,
            cycle.get_stage_display(),
            day(cycle.need_by),
            yearly_spend(cycle.yearly_value),
        ),
        "No live cycle serves this ambition.",
        numeric=(SPEND,),
    )
