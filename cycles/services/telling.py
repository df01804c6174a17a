"""Who is told of what happens to a gate."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from cycles.models import Step, Submission
from cycles.policies import asked_to_sign
from cycles.services.changing import Change, team_of


def tell_whose_turn(change: Change, submission: Submission, step: Step) -> None:
    """Only the current step is told."""
    change.notify(
        "gate_waiting",
        asked_to_sign(submission, change.on),
        about=step,
        occasion=f"step:{step.pk}",
        address=reverse("decide", args=[change.cycle.reference, submission.stage]),
        stage=submission.get_stage_display(),
    )


def signers_told(change: Change, submission: Submission) -> set[User]:
    """Whose signature was asked for or given: they must know when there is nothing more to sign."""
    return {*asked_to_sign(submission, change.on), *_who_signed(submission)}


def concerned(change: Change, submission: Submission) -> set[User]:
    """Who must know what was decided: the team, the submitter, the sponsor, and who signed an earlier step."""
    near = {change.cycle.sponsor, *team_of(change.cycle), *_who_signed(submission)}
    return near if submission.submitted_by_id in {person.pk for person in near} else {submission.submitted_by, *near}


def _who_signed(submission: Submission) -> list[User]:
    return [decision.decider for decision in submission.decisions.all()]
