"""Conditions and days of a cycle that prepares what comes next, of rows that lead to it by any path."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast

from calendars.days import ONE_DAY
from cycles.models import LIVE_STAGES, Cycle, CycleStage


@dataclass(frozen=True)
class LookupPath:
    """The lookup from the counted rows to their cycle or agreement: `path("stage")` is "stage" or "cycle__stage"."""

    prefix: str

    def __call__(self, field: str) -> str:
        return f"{self.prefix}{field}"


def is_live(path: LookupPath) -> Q:
    """In a stage that is not over, and not restricted."""
    return Q(**{path("stage__in"): LIVE_STAGES, path("restricted"): False})


def is_dropped(path: LookupPath) -> Exists:
    """The next cycle was stopped at a gate: nobody prepares what comes next."""
    return Exists(Cycle.objects.filter(previous=OuterRef(path("pk")), stage=CycleStage.STOPPED, restricted=False))


def last_day_before(path: LookupPath) -> Case:
    """The day before the new arrangement can start in the usual way: by the need-by date, or later by its lateness.

    Slack counts working days, of which a week has five. Whole days, rounded up: databases divide towards 0.
    """
    before = ExpressionWrapper(F(path("need_by")) - ONE_DAY, output_field=DateTimeField())
    slack_days = ExpressionWrapper((F(path("slack")) * 7 - 4) / 5, output_field=IntegerField())
    lateness = ExpressionWrapper(slack_days * Value(ONE_DAY), output_field=DurationField())
    later = ExpressionWrapper(before - lateness, output_field=DateTimeField())
    late = When(**{path("slack__lt"): 0}, then=Cast(later, DateField()))
    return Case(late, default=Cast(before, DateField()), output_field=DateField())
