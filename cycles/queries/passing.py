"""How a stage ended: the submission that passed or stopped it, who decided, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from cycles.models import Condition, ConditionState, Cycle, Decision, Submission, SubmissionState


@dataclass(frozen=True)
class Ended:
    """The last signature on the submission that ended a stage, and the conditions of all of them."""

    submission: Submission
    decision: Decision
    conditions: int
    conditions_met: int

    @property
    def at(self) -> datetime:
        return self.decision.at

    @property
    def conditions_in_words(self) -> str:
        """Without conditions; with 1 condition (met); with 3 conditions (1 met)."""
        if not self.conditions:
            return ""
        noun = "1 condition" if self.conditions == 1 else f"{self.conditions} conditions"
        if self.conditions_met == self.conditions:
            return f"with {noun} (met)"
        return f"with {noun} ({self.conditions_met or 'not yet'} met)"


def how_it_ended(cycle: Cycle, stage: str) -> Ended | None:
    """The newest end of that stage, or None while it has none."""
    return how_they_ended(cycle).get(stage)


def how_they_ended(cycle: Cycle) -> dict[str, Ended]:
    """The newest end of each stage that has one, in three queries. The packs stay in the database."""
    counted = Decision.objects.filter(replaced_by__isnull=True).select_related("decider", "cover_for")
    kept = Condition.objects.exclude(state=ConditionState.LAPSED)
    submissions = (
        cycle.submissions.filter(state__in=[SubmissionState.PASSED, SubmissionState.STOPPED])
        .defer("pack")
        .prefetch_related(
            Prefetch("decisions", queryset=counted.order_by("step__position"), to_attr="that_count"),
            Prefetch("that_count__conditions", queryset=kept, to_attr="kept"),
        )
        .order_by("number")
    )
    return {submission.stage: _ended(submission) for submission in submissions}


def _ended(submission: Submission) -> Ended:
    decisions: list[Decision] = submission.that_count  # type: ignore[attr-defined]
    states = [condition.state for decision in decisions for condition in decision.kept]  # type: ignore[attr-defined]
    return Ended(submission, decisions[-1], len(states), states.count(ConditionState.MET))
