"""Submissions of a gate as pages list them, and who may read one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from approvals import packs
from approvals.models import Condition, Decision, Submission, SubmissionState
from approvals.selectors.stage_outcomes import ENDS
from cycles.models import Cycle

SIGNED = ("passed", "stopped", "returned")


def submissions_of(user: User, cycle: Cycle, stage: str) -> QuerySet[Submission]:
    """The submissions of a gate that this person reads, newest first, with their decisions."""
    rows = Submission.objects.filter(cycle=cycle, stage=stage).select_related("submitted_by")
    if not roles_of(user).is_officer:
        rows = rows.filter(state__in=ENDS)
    return rows.prefetch_related(Prefetch("decisions", queryset=decisions_with_details(user))).order_by("-number")


def decisions_with_details(user: User) -> QuerySet[Decision]:
    """Decisions in the order in which they were made, with the details that pages show to this person."""
    conditions = Condition.objects.select_related("owner", "verifier")
    if not roles_of(user).is_officer:
        conditions = conditions.filter(Condition.for_councillors())
    return (
        Decision.objects.select_related(
            "decider", "cover_for", "cover", "in_place_of", "step", "replaces__decider", "replaced_by"
        )
        .prefetch_related(Prefetch("conditions", queryset=conditions))
        .order_by("at", "pk")
    )


def may_read_submission(user: User, submission: Submission) -> Verdict:
    """Officers read every pack; councillors what was decided on one that has passed its gate or stopped the cycle."""
    if roles_of(user).is_officer or submission.state in ENDS:
        return YES
    return no("Councillors read what a gate decided once it is decided as a whole.")


@dataclass(frozen=True)
class EarlierSubmissions:
    """The one to the same gate before a submission, and by stage those that passed the gates of earlier stages."""

    previous: Submission | None = None
    passed: Mapping[str, Submission] = field(default_factory=dict)


def earlier_submissions(submission: Submission) -> EarlierSubmissions:
    """In one query; of earlier stages those whose tables the pack holds."""
    stages = {row["stage"] for row in packs.tables_of(submission.pack)} - {submission.stage}
    before = Q(stage=submission.stage, number__lt=submission.number)
    passed = Q(stage__in=stages, state=SubmissionState.PASSED)
    rows = list(Submission.objects.filter(before | passed if stages else before, cycle=submission.cycle_id).order_by())
    to_this_gate = [row for row in rows if row.stage == submission.stage]
    of_others = sorted((row for row in rows if row.stage in stages), key=lambda row: (row.closed_at, row.pk))
    previous = max(to_this_gate, key=lambda row: row.number, default=None)
    return EarlierSubmissions(previous, {row.stage: row for row in of_others})
