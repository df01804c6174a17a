"""Correcting a decision: a new decision that replaces it. What was recorded is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from approvals.models import Decision, Outcome, SubmissionState
from approvals.policies.deciding import correctors_of
from approvals.selectors.signing import Signer
from approvals.services.deciding import authority_of, enter_stage, reopen
from approvals.services.ending import end_submission
from approvals.services.recipients import people_concerned, signers_to_notify
from cycles.models import CycleStage
from cycles.services.changing import Change, changing
from cycles.services.dates import gate_happened


def correct(
    decision: Decision,
    *,
    outcome: str,
    reasons: str,
    interests: str,
    reopened: Sequence[str] = (),
    actor: User,
    at: datetime,
) -> Decision:
    """Replace a pass: with a return that takes the cycle back to the stage, or by its decider with other reasons.

    Reasons and due regard are a decider's own, so nobody else restates a pass.
    """
    row = decision.submission
    with changing(row.cycle_id, actor=actor, action="correct", at=at, row=decision) as change:
        old: Decision = change.row
        signer = next(one for one in correctors_of(old, change.on) if one.user.pk == actor.pk)
        told = people_concerned(change, old.submission) | signers_to_notify(old.submission)
        _check(old, actor, outcome, reasons, interests, reopened)
        new = _write(change, old, signer, outcome, reasons, interests, reopened)
        stage = old.submission.get_stage_display()
        change.record(
            "decision_corrected",
            about=new,
            authority=authority_of(signer),
            stage=stage,
            outcome=new.get_outcome_display(),
            cover_for_id=new.cover_for_id,
            reason=new.reasons,
        )
        if outcome == Outcome.RETURN:
            _take_back(change, new)
        change.notify(
            "decision_corrected",
            told,
            about=new,
            occasion=f"decision:{new.pk}",
            address=reverse("submission", args=[change.cycle.reference, row.stage, row.number]),
            stage=stage,
            outcome=new.get_outcome_display(),
        )
        return new


def _write(
    change: Change,
    old: Decision,
    signer: Signer,
    outcome: str,
    reasons: str,
    interests: str,
    reopened: Sequence[str],
) -> Decision:
    same = outcome == old.outcome
    return Decision.objects.create(
        submission=old.submission,
        step=old.step,
        decider=change.actor,
        cover_for=signer.cover_for,
        grade=signer.grade,
        outcome=outcome,
        reasons=reasons.strip(),
        interests=interests.strip(),
        due_regard=old.due_regard if same else [],
        accepted_not_applicable=old.accepted_not_applicable if same else [],
        accepted_checks=old.accepted_checks if same else [],
        reopened_questions=sorted(reopened) if outcome == Outcome.RETURN else [],
        digest=old.digest,
        at=change.at,
        replaces=old,
    )


def _take_back(change: Change, decision: Decision) -> None:
    """The pass is undone: its conditions lapse, its submission is returned, the stage is visited anew."""
    cycle, submission = change.cycle, decision.submission
    passed = submission.state == SubmissionState.PASSED
    end_submission(change, submission, SubmissionState.RETURNED)
    if passed:
        {
            CycleStage.ANALYSE: cycle.back_to_analyse,
            CycleStage.PLAN: cycle.back_to_plan,
            CycleStage.DO: cycle.back_to_do,
            CycleStage.REVIEW: cycle.back_to_review,
        }[CycleStage(submission.stage)]()
        cycle.ended_at = None
        gate_happened(cycle, submission.stage, None)
        enter_stage(change)
    reopen(cycle, decision)


def _check(old: Decision, actor: User, outcome: str, reasons: str, interests: str, reopened: Sequence[str]) -> None:
    faults = {}
    if outcome not in (old.outcome, Outcome.RETURN):
        faults["outcome"] = "A correction keeps the outcome or returns the gate"
    elif outcome != Outcome.RETURN and actor != old.decider:
        faults["outcome"] = f"Only {old.decider} can restate their own reasons: select Return for more work"
    if not reasons.strip():
        faults["reasons"] = "Enter the reasons for the correction"
    if not interests.strip():
        faults["interests"] = "Say which interests you declare, or that you have none"
    asked = {answer["code"] for answer in old.submission.pack["answers"]}
    if outcome == Outcome.RETURN and (not reopened or set(reopened) - asked):
        faults["reopened"] = "Select the questions that the team must answer again"
    if faults:
        raise ValidationError(faults)
