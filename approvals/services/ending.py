"""Ending a submission: passed, returned, stopped, withdrawn or void, and its conditions with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from approvals.models import Condition, ConditionState, Outcome, Submission, SubmissionState
from approvals.presenters.waiting_times import days_between
from approvals.services.signers import renew_signers
from cycles.services.changing import Change


def end_submission(change: Change, submission: Submission, state: str, because: str = "") -> None:
    """Close a submission. Its conditions bind from a pass on, and lapse with any other end."""
    had_passed = submission.state == SubmissionState.PASSED
    if not had_passed:  # after a pass the days with approvers are complete already
        submission.approver_days = (submission.approver_days or 0) + days_between(submission.submitted_at, change.at)
    submission.state, submission.closed_at, submission.closed_because = state, change.at, because
    submission.save(update_fields=["state", "closed_at", "closed_because", "approver_days"])
    change.cycle.sealed_at = change.cycle.sealed_number = None
    renew_signers(submission, change.on)
    conditions: Iterable[Condition] = []
    if any(decision.outcome == Outcome.PASS_WITH_CONDITIONS for decision in submission.decisions.all()):
        conditions = Condition.objects.filter(decision__submission=submission).select_related("owner", "verifier")
    for condition in conditions:
        if state == SubmissionState.PASSED:
            _notify_owner(change, condition, "condition_set")
        elif condition.is_unmet:
            condition.state, condition.state_since = ConditionState.LAPSED, change.at
            condition.version += 1
            condition.save()
            change.record("condition_lapsed", about=condition, text=condition.text, owner_id=condition.owner_id)
            if had_passed:  # before a pass the owner was not notified of the condition
                _notify_owner(change, condition, "condition_lapsed")


def _notify_owner(change: Change, condition: Condition, kind: str) -> None:
    change.notify(
        kind,
        [condition.owner],
        about=condition,
        occasion=f"condition:{condition.pk}",
        address=reverse("conditions", args=[change.cycle.reference]),
        text=condition.text,
    )
