"""How many questions of its present gate a cycle has met, counted from `Answer.is_met`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from checklists.models import Answer, AnswerState
from checklists.selectors.answers import answers_of_gates_sql
from cycles.models import LIVE_STAGES, Cycle

IS_MET = Q(is_met=True)
IS_ASKED = ~Q(state=AnswerState.NOT_APPLICABLE)
MET, ASKED = Count("pk", filter=IS_MET), Count("pk", filter=IS_ASKED)

# The list and the board ask for it on every page: put together anew as a queryset, it takes twice as long.
COUNTS_BY_CYCLE = """
SELECT cycle_id, COUNT(*) FILTER (WHERE is_met), COUNT(*) FILTER (WHERE state <> %s)
FROM ({answers}) AS answers GROUP BY cycle_id
"""


@dataclass(frozen=True)
class Progress:
    """Questions met of those asked. `gates.evaluate` counts the same way; the tests hold the two together."""

    met: int
    asked: int
    optional: int = 0  # of those asked; they never block a gate

    @property
    def words(self) -> str:
        return f"{self.met} of {self.asked}"

    @property
    def share(self) -> int:
        """Of a hundred."""
        return 100 * self.met // max(self.asked, 1)


def counted(cycles: QuerySet[Cycle]) -> QuerySet[Any]:
    """The cycles with `met` and `asked` of the gate that each is before; nothing is asked of one that has ended."""
    return cycles.annotate(met=_count(IS_MET), asked=_count(IS_ASKED))


def progress_in(answers: Iterable[Answer]) -> Progress:
    """Of answers that are asked and at hand."""
    rows = list(answers)
    asked = [answer for answer in rows if answer.state != AnswerState.NOT_APPLICABLE]
    optional = sum(not answer.question.mandatory for answer in asked)
    return Progress(sum(answer.is_met for answer in rows), len(asked), optional)


def progress_of(cycles: Iterable[Any]) -> dict[int, Progress]:
    """By cycle, in one query, of anything with its `pk`, `stage` and `edition_id`. An ended cycle has none."""
    live = [cycle for cycle in cycles if cycle.stage in LIVE_STAGES]
    progress = {cycle.pk: Progress(0, 0) for cycle in live}
    answers, values = answers_of_gates_sql(((cycle, cycle.stage) for cycle in live), "cycle_id, state, is_met")
    if answers:
        with connection.cursor() as cursor:
            cursor.execute(COUNTS_BY_CYCLE.format(answers=answers), [AnswerState.NOT_APPLICABLE, *values])
            progress |= {pk: Progress(met, asked) for pk, met, asked in cursor.fetchall()}
    return progress


def progress_at(stage: str, cycles: Collection[int]) -> dict[int, Progress]:
    """Of many cycles that are before the same gate: a good deal less work than counting for each by itself."""
    rows = _counts(Answer.objects.filter(cycle__in=cycles, question__stage=stage, set_aside_because=""))
    return {pk: Progress(met, asked) for pk, met, asked in rows}


def _counts(answers: QuerySet[Answer]) -> QuerySet[Answer, tuple[int, int, int]]:
    """By cycle: its number, and how many of these answers are met and are asked."""
    rows: QuerySet[Any] = answers.order_by().values_list("cycle")
    numbers: QuerySet[Any] = rows.annotate(met=MET, asked=ASKED)
    return numbers


def _count(condition: Q) -> Coalesce:
    rows = (
        Answer.objects.filter(cycle=OuterRef("pk"), question__stage=OuterRef("stage"), set_aside_because="")
        .filter(condition, question__stage__in=LIVE_STAGES)
        .order_by()
        .values("cycle")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)
