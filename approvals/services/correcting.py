"""Correcting a decision: a new decision that replaces it. What was recorded is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from approvals.models import Decision, Outcome, SubmissionState
from approvals.policies.deciding import correctors_of
from approvals.services.conditions import renew_condition_participants
from approvals.services.deciding import authority_of, cover_of, enter_stage, reopen
from approvals.services.ending import end_submission
from approvals.services.recipients import people_concerned, signers_to_notify
from checklists.services.publishing import end_publication
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
    """Replace a pass: with a return that takes the cycle back to the stage, or by its decider with other reasons."""
    row = decision.submission
    with changing(row.cycle_id, actor=actor, action="correct", at=at, row=decision) as change:
        old: Decision = change.row
        if faults := _correction_faults(old, actor, outcome, reasons, interests, reopened):
            raise ValidationError(faults)
        signer = next(signer for signer in correctors_of(old, change.on) if signer.user.pk == actor.pk)
        cover = cover_of(signer, change.on)
        recipients = people_concerned(change, old.submission) | signers_to_notify(old.submission)
        restated, returned, stage = outcome == old.outcome, outcome == Outcome.RETURN, row.get_stage_display()
        new = Decision.objects.create(
            submission=old.submission,
            step=old.step,
            decider=actor,
            cover_for=signer.cover_for,
            cover=cover,
            in_place_of=old.in_place_of if old.in_place_of != actor else None,
            grade=signer.grade,
            outcome=outcome,
            reasons=reasons.strip(),
            interests=interests.strip(),
            due_regard=old.due_regard if restated else [],
            accepted_not_applicable=old.accepted_not_applicable if restated else [],
            accepted_checks=old.accepted_checks if restated else [],
            reopened_questions=sorted(reopened) if returned else [],
            digest=old.digest,
            at=at,
            replaces=old,
        )
        change.record(
            "decision_corrected",
            about=new,
            authority=authority_of(signer, cover),
            stage=stage,
            outcome=new.get_outcome_display(),
            cover_for_id=new.cover_for_id,
            reason=new.reasons,
        )
        if returned:
            _undo_pass(change, new)
        change.notify(
            "decision_corrected",
            recipients,
            about=new,
            occasion=f"decision:{new.pk}",
            address=reverse("submission", args=[change.cycle.reference, row.stage, row.number]),
            stage=stage,
            outcome=new.get_outcome_display(),
        )
        return new


def _undo_pass(change: Change, decision: Decision) -> None:
    """Conditions lapse, the submission counts as returned, councillors read the answers no more; a new visit begins."""
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
        end_publication(change, submission.stage)
        gate_happened(cycle, submission.stage, None)
        enter_stage(change)
        renew_condition_participants(change.cycle)  # it may have ended, and is live again
    reopen(cycle, decision)


def _correction_faults(
    old: Decision, actor: User, outcome: str, reasons: str, interests: str, reopened: Sequence[str]
) -> dict[str, str]:
    """By field. Reasons and due regard are a decider's own, so nobody else restates a pass."""
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
    return faults
