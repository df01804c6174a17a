"""How many questions of its present gate a cycle has met, counted by the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cycles.models import LIVE_STAGES, Answer, AnswerState, Confirmation, ConfirmationState, Cycle


@dataclass(frozen=True)
class Progress:
    """Questions met of those asked. `gates.evaluate` counts the same way; the tests hold the two together."""

    met: int
    asked: int

    @property
    def words(self) -> str:
        return f"{self.met} of {self.asked}"


def counted(cycles: QuerySet[Cycle]) -> QuerySet[Any]:
    """The cycles with `met` and `asked` of the gate that each is before; nothing is asked of one that has ended."""
    return cycles.annotate(met=_count(_is_met()), asked=_count(~Q(state=AnswerState.NOT_APPLICABLE)))


def progress_of(cycles: Iterable[Cycle]) -> dict[int, Progress]:
    """By cycle, in one query. An ended cycle has none."""
    ids = [cycle.pk for cycle in cycles if cycle.is_live]
    rows = counted(Cycle.objects.filter(pk__in=ids)).order_by().values_list("pk", "met", "asked")
    return {pk: Progress(met, asked) for pk, met, asked in rows}


def progress_at(stage: str, cycles: Collection[int]) -> dict[int, Progress]:
    """Of many cycles that are before the same gate: a good deal less work than counting for each by itself."""
    rows = (
        Answer.objects.filter(cycle__in=cycles, question__stage=stage, set_aside_because="")
        .order_by()
        .values_list("cycle")
        .annotate(met=Count("pk", filter=_is_met()), asked=Count("pk", filter=~Q(state=AnswerState.NOT_APPLICABLE)))
    )
    return {pk: Progress(met, asked) for pk, met, asked in rows}


def _count(which: Q) -> Coalesce:
    rows = (
        Answer.objects.filter(cycle=OuterRef("pk"), question__stage=OuterRef("stage"), set_aside_because="")
        .filter(which, question__stage__in=LIVE_STAGES)
        .order_by()
        .values("cycle")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def _is_met() -> Q:
    """Said to be met, evidenced, not sent back, and confirmed where somebody has to confirm it."""
    evidenced = Exists(Answer.evidence.through.objects.filter(answer=OuterRef("pk")))
    given = Exists(Confirmation.objects.filter(answer=OuterRef("pk"), state=ConfirmationState.GIVEN))
    confirmed = Q(question__confirmer__code="commissioner") | Q(given)
    return Q(state=AnswerState.MET, sent_back_by__isnull=True) & Q(evidenced) & confirmed
