"""Voiding a submission whose confirmation is refused or withdrawn, or whose dates an agreement moves."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from approvals.models import Submission, SubmissionState
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.ending import end_submission
from approvals.services.recipients import signers_to_notify
from checklists.models import Confirmation, ConfirmationState
from cycles.selectors.arrangement_end import running_arrangement
from cycles.services.changing import Change, team_to_notify

DID = {ConfirmationState.REFUSED: "did not confirm", ConfirmationState.WITHDRAWN: "withdrew the confirmation of"}


def void_submission_without_confirmation(change: Change, confirmation: Confirmation) -> None:
    """Follow-up of `confirmation_closed`: a pack is void when a confirmation that it holds is refused or withdrawn.

    So an approval never outlives what it rests on.
    """
    did = DID.get(ConfirmationState(confirmation.state))
    if did is None:
        return
    submission: Submission | None = pending_submission(change.cycle)
    question = confirmation.answer.question
    if submission is None or question.code not in {answer["code"] for answer in submission.pack["answers"]}:
        return
    because = f"{confirmation.by} {did} “{question.title}”: {confirmation.reason}"
    facts = {"adviser_id": confirmation.asked_of_id, "title": question.title, "reason": confirmation.reason}
    _void(change, submission, "submission_voided", because, **facts)


def void_submission_with_other_dates(change: Change, source: str) -> None:
    """Follow-up of `cycle_dates_followed`: a pack is void when the agreement `source` moves a date that it holds."""
    submission: Submission | None = pending_submission(change.cycle)
    if submission is None:
        return
    running = running_arrangement(change.cycle, change.on)
    days = {"need_by": change.cycle.need_by, "runs_until": running.ends, "notice_to_it_by": running.notice_by}
    sealed = submission.pack["cycle"]
    if all(sealed.get(name) == (day.isoformat() if day else None) for name, day in days.items()):
        return
    because = f"{source} moved the dates of the cycle"
    _void(change, submission, "submission_voided_by_dates", because, source=source)


def _void(change: Change, submission: Submission, code: str, because: str, **facts: Any) -> None:
    """End the submission, and tell the team and whoever was asked to sign; `code` is the verb and the kind."""
    signers = signers_to_notify(submission)
    end_submission(change, submission, SubmissionState.VOIDED, because)
    stage = submission.get_stage_display()
    change.record(code, about=submission, number=submission.number, stage=stage, **facts)
    change.notify(
        code,
        [*team_to_notify(change.cycle), *signers],
        about=submission,
        occasion=f"submission:{submission.pk}",
        address=reverse("gate", args=[change.cycle.reference, submission.stage]),
        stage=stage,
        source=facts.get("source", ""),
    )
