"""Conditions of the cycle before that were not met, as lessons of the next one."""

from __future__ import annotations

from django.db.models import Q
from django.utils.text import Truncator

from approvals.models import UNMET, Condition, ConditionState, SubmissionState
from cycles.models import Cycle, CycleStage
from cycles.services.changing import Change
from stages.analyse.models import Lesson
from stages.records.kinds import all_kinds
from stages.records.selectors.crossing import may_cross, source_of
from stages.records.services.tables import carry_over
from ui.wording import day

LONGEST = 500  # letters of a lesson


def carry_conditions(change: Change, previous: Cycle) -> None:
    """Follow-up of `next_cycle_started`: each becomes the draft of a lesson.

    Those of the Review gate are left out: they bind the next cycle as conditions (docs/adr/0005).
    """
    unmet = Q(state__in=UNMET, decision__submission__state=SubmissionState.PASSED)
    conditions = Condition.objects.filter(unmet | Q(state=ConditionState.LAPSED), cycle=previous)
    rows = list(
        conditions.exclude(decision__submission__stage=CycleStage.REVIEW)
        .select_related("decision__submission")
        .defer("decision__submission__pack")
        .order_by("decision__submission", "due", "pk")
    )
    if not rows or not may_cross(previous, change.cycle, change.on):
        return
    source, lessons = source_of(previous), []
    for row in rows:
        gate = f"{row.decision.submission.get_stage_display()} gate"
        due = " when it was returned" if row.state == ConditionState.LAPSED else f" (due {day(row.due)})"
        what = Truncator(f"Condition of the {gate} not met{due}: {row.text}").chars(LONGEST)
        lessons.append(Lesson(what=what, learned_from=f"{source[:1].upper()}{source[1:]}, {gate}"))
    carry_over(change, all_kinds()["lessons"], lessons, source)
