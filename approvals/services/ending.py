"""Ending a submission: passed, returned, stopped, withdrawn or void, and what that means for the promises on it."""

from __future__ import annotations

from django.urls import reverse

from approvals.models import Condition, ConditionState, Outcome, Submission, SubmissionState
from approvals.presenters.waiting_times import days_between
from approvals.services.signers import renew_signers
from cycles.services.changing import Change


def end_submission(change: Change, submission: Submission, state: str, because: str = "") -> None:
    """Close a submission. The promises of its signers bind from a pass on, and lapse with anything else."""
    had_passed = submission.state == SubmissionState.PASSED
    if not had_passed:  # a correction takes back what approvers were done with
        submission.approver_days = (submission.approver_days or 0) + days_between(submission.submitted_at, change.at)
    submission.state, submission.closed_at, submission.closed_because = state, change.at, because
    submission.save(update_fields=["state", "closed_at", "closed_because", "approver_days"])
    change.cycle.sealed_at = change.cycle.sealed_number = None
    renew_signers(submission, change.on)
    promised = _promised(submission)
    if state == SubmissionState.PASSED:
        for condition in promised:
            _tell(change, condition, "condition_set")
        return
    for condition in promised:
        if condition.is_unmet:
            _lapse(change, condition, told=had_passed)


def _promised(submission: Submission) -> list[Condition]:
    """What its signers attached, if one of them did."""
    if not any(decision.outcome == Outcome.PASS_WITH_CONDITIONS for decision in submission.decisions.all()):
        return []
    return list(Condition.objects.filter(decision__submission=submission).select_related("owner", "verifier"))


def _lapse(change: Change, condition: Condition, *, told: bool) -> None:
    """Only who was told of a promise is told that it no longer binds."""
    condition.state, condition.state_since = ConditionState.LAPSED, change.at
    condition.version += 1
    condition.save()
    change.record("condition_lapsed", about=condition, text=condition.text, owner_id=condition.owner_id)
    if told:
        _tell(change, condition, "condition_lapsed")


def _tell(change: Change, condition: Condition, kind: str) -> None:
    change.notify(
        kind,
        [condition.owner],
        about=condition,
        occasion=f"condition:{condition.pk}",
        address=reverse("conditions", args=[change.cycle.reference]),
        text=condition.text,
    )
