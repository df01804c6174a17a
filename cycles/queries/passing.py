"""How a stage ended: the submission that passed or stopped it, who decided, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
    submission = (
        cycle.submissions.filter(stage=stage, state__in=[SubmissionState.PASSED, SubmissionState.STOPPED])
        .order_by("-number")
        .first()
    )
    if submission is None:
        return None
    decision = (
        submission.decisions.filter(replaced_by__isnull=True)
        .select_related("decider", "cover_for")
        .order_by("-step__position")
        .first()
    )
    if decision is None:
        return None
    kept = Condition.objects.filter(decision__submission=submission).exclude(state=ConditionState.LAPSED)
    states = list(kept.values_list("state", flat=True))
    return Ended(submission, decision, len(states), states.count(ConditionState.MET))
