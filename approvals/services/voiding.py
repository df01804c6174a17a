"""Voiding a submission whose confirmation is refused or withdrawn."""

from __future__ import annotations

from django.urls import reverse

from approvals.models import Submission, SubmissionState
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.ending import end_submission
from approvals.services.recipients import signers_to_notify
from checklists.models import Confirmation, ConfirmationState
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
    signers = signers_to_notify(submission)
    because = f"{confirmation.by} {did} “{question.title}”: {confirmation.reason}"
    end_submission(change, submission, SubmissionState.VOIDED, because)
    change.record(
        "submission_voided",
        about=submission,
        number=submission.number,
        stage=submission.get_stage_display(),
        adviser_id=confirmation.asked_of_id,
        title=question.title,
        reason=confirmation.reason,
    )
    change.notify(
        "submission_voided",
        [*team_to_notify(change.cycle), *signers],
        about=submission,
        occasion=f"submission:{submission.pk}",
        address=reverse("gate", args=[change.cycle.reference, submission.stage]),
        stage=submission.get_stage_display(),
    )
