"""How a stage ended: the submission that passed or stopped it, who decided, and the conditions set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Prefetch, prefetch_related_objects

from accounts.selectors import load_people
from approvals.models import Condition, ConditionState, Decision, Submission, SubmissionState
from cycles.models import Cycle
from ui.lookups import has_related, keep_related

ENDS = (SubmissionState.PASSED, SubmissionState.STOPPED)


@dataclass(frozen=True)
class StageOutcome:
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


def stage_outcomes(cycle: Cycle, conditions: Iterable[Condition]) -> dict[str, StageOutcome]:
    """The newest end of each stage that has one, in one query, without the packs. `conditions` are the cycle's.

    The people are not read: `accounts.selectors.load_people`.
    """
    rows = Decision.objects.filter(submission__cycle=cycle.pk, submission__state__in=ENDS).select_related("submission")
    rows = rows.defer("submission__pack").order_by("submission__number", "step__position", "at", "pk")
    conditions, outcomes = list(conditions), {}
    for submission, group in groupby(rows, key=lambda decision: decision.submission):
        decisions = list(group)
        replaced, made = {decision.replaces_id for decision in decisions}, {decision.pk for decision in decisions}
        last = [decision for decision in decisions if decision.pk not in replaced][-1]
        states = [condition.state for condition in conditions if condition.decision_id in made - replaced]
        binding = [state for state in states if state != ConditionState.LAPSED]
        outcomes[submission.stage] = StageOutcome(submission, last, len(binding), binding.count(ConditionState.MET))
    return outcomes


def pending_submission(cycle: Cycle) -> Submission | None:
    """The submission that waits for a decision, with its steps and signatures."""
    pending = Submission.objects.filter(cycle=cycle.pk, state=SubmissionState.PENDING).select_related("submitted_by")
    submission = pending.first()
    if submission:
        submission.cycle = cycle
        read_signatures(submission)
    return submission


def read_signatures(submission: Submission) -> None:
    """Read the steps and signatures of a submission, unless it has them already.

    Nobody has signed one that waits at its first step: a step is opened by the signature before it.
    """
    prefetch_related_objects([submission], "steps")
    opened = [step for step in submission.steps.all() if step.opened_at]
    is_unsigned = submission.state == SubmissionState.PENDING and len(opened) == 1
    if is_unsigned and not has_related(submission, "decisions"):
        keep_related(submission, "decisions", [])
    prefetch_related_objects([submission], SIGNATURES)
    load_people((submission.decisions.all(), ("cover_for", "in_place_of")))  # no query where nobody stood in


# signatures in the order of the route, a correction after the decision that it replaces
SIGNATURES = Prefetch("decisions", Decision.objects.select_related("decider").order_by("step__position", "at", "pk"))
