"""How a stage ended: the submission that passed or stopped it, who decided, and what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from commissioning.prepared import known, prepared
from cycles.models import Condition, ConditionState, Cycle, Decision, Step, Submission, SubmissionState
from cycles.queries.once import once

PENDING = "pending submission"
ENDS = (SubmissionState.PASSED, SubmissionState.STOPPED)


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


def how_they_ended(cycle: Cycle, conditions: Iterable[Condition]) -> dict[str, Ended]:
    """The newest end of each stage that has one, and on the way the pending submission, in two queries.

    `conditions` are the cycle's. The packs stay in the database.
    """
    rows = _pending_or_ended(cycle.pk)
    know_signatures(rows)
    once(cycle, PENDING, lambda: _with_turn(cycle, next((row for row in rows if row.state not in ENDS), None)))
    promised = list(conditions)
    return {row.stage: _ended(row, promised) for row in rows if row.state in ENDS}


@prepared
def _pending_or_ended(cycle: int) -> QuerySet[Submission]:
    rows = Submission.objects.filter(cycle=cycle, state__in=[SubmissionState.PENDING, *ENDS]).defer("pack")
    return rows.select_related("submitted_by").order_by("number")


def _ended(submission: Submission, conditions: Iterable[Condition]) -> Ended:
    decisions = list(submission.decisions.all())
    replaced, made = {decision.replaces_id for decision in decisions}, {decision.pk for decision in decisions}
    last = [decision for decision in decisions if decision.pk not in replaced][-1]
    states = [condition.state for condition in conditions if condition.decision_id in made - replaced]
    kept = [state for state in states if state != ConditionState.LAPSED]
    return Ended(submission, last, len(kept), kept.count(ConditionState.MET))


def pending_submission(cycle: Cycle) -> Submission | None:
    """The one that waits for a decision, with all that tells whose turn it is."""
    return once(cycle, PENDING, lambda: _with_turn(cycle, next(iter(_pending(cycle.pk)), None)))


@prepared
def _pending(cycle: int) -> QuerySet[Submission]:
    """At most one: one_pending_submission_a_cycle."""
    return Submission.objects.filter(cycle=cycle, state=SubmissionState.PENDING).select_related("submitted_by")


def _with_turn(cycle: Cycle, submission: Submission | None) -> Submission | None:
    if submission:
        submission.cycle = cycle
        know_turn(submission)
    return submission


def know_turn(submission: Submission) -> None:
    """Read its steps and signatures once, until one is added by `submission.decisions.create`."""
    if not _is_known(submission, "steps"):
        known(submission, "steps", _steps(submission.pk))
    know_signatures([submission])


def know_signatures(submissions: Iterable[Submission]) -> None:
    """The same of the signatures of several, in one query."""
    asked = [submission for submission in submissions if not _is_known(submission, "decisions")]
    found: dict[int, list[Decision]] = {submission.pk: [] for submission in asked}
    for decision in _signatures(list(found)):
        found[decision.submission_id].append(decision)
    for submission in asked:
        known(submission, "decisions", found[submission.pk])


def _is_known(submission: Submission, what: str) -> bool:
    return what in submission.__dict__.get("_prefetched_objects_cache", {})


@prepared
def _steps(submission: int) -> QuerySet[Step]:
    return Step.objects.filter(submission=submission)


@prepared
def _signatures(submissions: Sequence[int]) -> QuerySet[Decision]:
    return signed().filter(submission__in=submissions)


def signed() -> QuerySet[Decision]:
    """Signatures in the order of the route, a correction after what it replaces."""
    return Decision.objects.select_related("decider", "cover_for").order_by("step__position", "at", "pk")
