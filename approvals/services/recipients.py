"""Who is notified of what happens to a gate."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import User
from approvals.models import PendingSigner, Submission
from approvals.selectors.pending_signers import expected_signers
from cycles.services.changing import Change, team_to_notify
from ui.wording import day


def notify_signers(change: Change, submission: Submission, signers: Sequence[PendingSigner]) -> None:
    """Notify whoever is expected to sign the current step, and nobody of a later one."""
    expected = [signer for signer in signers if signer.is_expected]
    if not expected:
        return
    assert expected[0].step.due  # set as it opened
    change.notify(
        "gate_waiting",
        [signer.user for signer in expected],
        about=expected[0].step,
        occasion=f"step:{expected[0].step_id}",
        address=reverse("decide", args=[change.cycle.reference, submission.stage]),
        stage=submission.get_stage_display(),
        due=day(expected[0].step.due),
    )


def signers_to_notify(submission: Submission) -> set[User]:
    """Whose signature was asked for or given: notified when there is nothing left to sign."""
    return {*expected_signers(submission), *_deciders(submission)}


def people_concerned(change: Change, submission: Submission) -> set[User]:
    """Who is notified of a decision: the team, the submitter, the sponsor, who signed, and in whose place."""
    people = {change.cycle.sponsor, *team_to_notify(change.cycle), *_deciders(submission)}
    people |= {decision.in_place_of for decision in submission.decisions.all() if decision.in_place_of}
    if submission.submitted_by_id not in {person.pk for person in people}:  # spares reading the submitter
        people.add(submission.submitted_by)
    return people


def _deciders(submission: Submission) -> list[User]:
    return [decision.decider for decision in submission.decisions.all()]
