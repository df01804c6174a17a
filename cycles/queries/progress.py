"""How many questions of its present gate a cycle has met, counted by the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commissioning.prepared import prepared
from cycles.models import LIVE_STAGES, Answer, AnswerState, Confirmation, ConfirmationState, Cycle


@dataclass(frozen=True)
class Progress:
    """Questions met of those asked. `gates.evaluate` counts the same way; the tests hold the two together."""

    met: int
    asked: int

    @property
    def words(self) -> str:
        return f"{self.met} of {self.asked}"

    @property
    def share(self) -> int:
        """Of a hundred."""
        return 100 * self.met // max(self.asked, 1)


def counted(cycles: QuerySet[Cycle]) -> QuerySet[Any]:
    """The cycles with `met` and `asked` of the gate that each is before; nothing is asked of one that has ended."""
    return cycles.annotate(met=_count(_is_met()), asked=_count(_is_asked()))


def progress_of(cycles: Iterable[Cycle]) -> dict[int, Progress]:
    """By cycle, in one query. An ended cycle has none."""
    ids = [cycle.pk for cycle in cycles if cycle.is_live]
    found = {pk: Progress(met, asked) for pk, met, asked in _numbers(ids)}
    return {pk: found.get(pk, Progress(0, 0)) for pk in ids}


@prepared
def _numbers(cycles: Sequence[int]) -> QuerySet[Cycle, tuple[int, int, int]]:
    rows: QuerySet[Any] = (
        Cycle.objects.filter(pk__in=cycles, answers__question__stage=F("stage"), answers__set_aside_because="")
        .order_by()
        .values_list("pk")
    )
    met, asked = _is_met("answers__"), _is_asked("answers__")
    numbers: QuerySet[Any] = rows.annotate(met=Count("answers", filter=met), asked=Count("answers", filter=asked))
    return numbers


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


def _is_asked(answer: str = "") -> Q:
    """`answer` is the way from the rows that are counted to the answer: "answers__"."""
    return ~Q(**{f"{answer}state": AnswerState.NOT_APPLICABLE})


def _is_met(answer: str = "") -> Q:
    """Said to be met, evidenced, not sent back, and confirmed where somebody has to confirm it."""
    evidenced = Exists(Answer.evidence.through.objects.filter(answer=OuterRef(f"{answer}pk")))
    given = Exists(Confirmation.objects.filter(answer=OuterRef(f"{answer}pk"), state=ConfirmationState.GIVEN))
    confirmed = Q(**{f"{answer}question__confirmer__code": "commissioner"}) | Q(given)
    said = Q(**{f"{answer}state": AnswerState.MET, f"{answer}sent_back_by__isnull": True})
    return said & Q(evidenced) & confirmed
