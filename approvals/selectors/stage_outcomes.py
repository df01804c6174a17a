"""How a stage ended: the submission that passed or stopped it, who decided, and what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from approvals.models import Condition, ConditionState, Decision, Submission, SubmissionState
from cycles.models import Cycle
from cycles.once import once

PENDING = "pending submission"
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
    """The newest end of each stage that has one, and on the way the pending submission, in two queries.

    `conditions` are the cycle's. The packs stay in the database.
    """
    rows = _pending_or_ended(cycle.pk)
    read_decisions(rows)
    once(cycle, PENDING, lambda: _with_turn(cycle, next((row for row in rows if row.state not in ENDS), None)))
    promised = list(conditions)
    return {row.stage: _ended(row, promised) for row in rows if row.state in ENDS}


def _pending_or_ended(cycle: int) -> list[Submission]:
    rows = Submission.objects.filter(cycle=cycle, state__in=[SubmissionState.PENDING, *ENDS]).defer("pack")
    return list(rows.select_related("submitted_by").order_by("number"))


def _ended(submission: Submission, conditions: Iterable[Condition]) -> StageOutcome:
    decisions = list(submission.decisions.all())
    replaced, made = {decision.replaces_id for decision in decisions}, {decision.pk for decision in decisions}
    last = [decision for decision in decisions if decision.pk not in replaced][-1]
    states = [condition.state for condition in conditions if condition.decision_id in made - replaced]
    kept = [state for state in states if state != ConditionState.LAPSED]
    return StageOutcome(submission, last, len(kept), kept.count(ConditionState.MET))


def pending_submission(cycle: Cycle) -> Submission | None:
    """The one that waits for a decision, with all that tells whose turn it is."""
    return once(cycle, PENDING, lambda: _with_turn(cycle, next(iter(_pending(cycle.pk)), None)))


def _pending(cycle: int) -> list[Submission]:
    """At most one: one_pending_submission_a_cycle."""
    return list(Submission.objects.filter(cycle=cycle, state=SubmissionState.PENDING).select_related("submitted_by"))


def _with_turn(cycle: Cycle, submission: Submission | None) -> Submission | None:
    if submission:
        submission.cycle = cycle
        read_signatures(submission)
    return submission


def read_signatures(submission: Submission) -> None:
    """Read the steps and signatures of a submission, unless it has them already."""
    prefetch_related_objects([submission], "steps", SIGNATURES)


def read_decisions(submissions: Iterable[Submission]) -> None:
    """Read the signatures of several submissions in one query."""
    prefetch_related_objects(list(submissions), SIGNATURES)


def signed() -> QuerySet[Decision]:
    """Signatures in the order of the route, a correction after what it replaces."""
    return Decision.objects.select_related("decider", "cover_for").order_by("step__position", "at", "pk")


SIGNATURES = Prefetch("decisions", signed())
