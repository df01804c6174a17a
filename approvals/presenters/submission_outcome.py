"""What happened to a submission, in sentences, for a decider whose page is out of date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from approvals import packs
from approvals.models import Decision, Submission, SubmissionState
from approvals.presenters.packing import differences
from cycles.models import LIVE_STAGES, CycleStage
from ui.wording import day

TAKEN_BACK = (SubmissionState.WITHDRAWN, SubmissionState.VOIDED)


def submission_outcome(submission: Submission) -> str:
    """One sentence that names who did what to this submission, and when."""
    stage = submission.get_stage_display()
    if submission.state in TAKEN_BACK:
        when = day(timezone.localdate(submission.closed_at)) if submission.closed_at else ""
        did = "was withdrawn by the team" if submission.state == SubmissionState.WITHDRAWN else "became void"
        return f"Submission {submission.number} to the {stage} gate {did} on {when}: {submission.closed_because}"
    last = last_decision(submission)
    if last is None:
        return f"Submission {submission.number} to the {stage} gate is waiting for a decision."
    return decision_sentence(last)


def decision_sentence(decision: Decision) -> str:
    """Who decided what, when: “Daniel Okafor recorded Pass …”."""
    for_whom = decision.signed_by.removeprefix(str(decision.decider))
    moment = timezone.localtime(decision.at)
    clock = f"{moment:%-I:%M%p}".lower()
    return (
        f"{decision.decider} recorded “{decision.get_outcome_display()}”{for_whom} on {day(moment.date())} at {clock}."
    )


def last_decision(submission: Submission, step: int | None = None) -> Decision | None:
    """The newest decision on a submission, or on one step of its route by position."""
    decisions = submission.decisions.select_related("decider", "cover_for", "in_place_of").order_by("-at", "-pk")
    return (decisions if step is None else decisions.filter(step__position=step)).first()


def submission_seen(cycle_id: int, digest: str) -> Submission | None:
    """The submission of this cycle whose sealed pack has that digest."""
    if not packs.is_digest(digest):
        return None
    return Submission.objects.filter(cycle=cycle_id, digest=digest).first()


def changes_since(submission: Submission) -> list[str]:
    """What differs between this submission and the newest of the same gate."""
    newest = (
        Submission.objects.filter(cycle=submission.cycle_id, stage=submission.stage, number__gt=submission.number)
        .order_by("-number")
        .first()
    )
    if newest is None:
        return []
    heading = f"Submission {newest.number} was made on {day(timezone.localdate(newest.submitted_at))}."
    return [heading, *differences(submission.pack, newest.pack)]


@dataclass(frozen=True)
class EarlierWork:
    """What changed in the tables of an earlier stage since the submission that passed its gate."""

    stage: str
    name: str
    passed: Submission
    changes: Sequence[str]


def changes_of_earlier_stages(submission: Submission, passed: Mapping[str, Submission]) -> list[EarlierWork]:
    """Of each earlier stage whose tables the pack holds: `passed` are the submissions that passed their gates."""
    return [
        EarlierWork(
            stage,
            str(CycleStage(stage).label),
            passed[stage],
            packs.table_differences(passed[stage].pack, submission.pack, stage),
        )
        for stage in LIVE_STAGES
        if stage in passed
    ]


def changes_from(earlier: Submission | None, submission: Submission) -> list[str]:
    """What changed since the submission before this one, for the decision page."""
    return differences(earlier.pack, submission.pack) if earlier else []
