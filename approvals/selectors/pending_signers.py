"""The stored signers of pending gates, as pages, counts and messages read them.

`approvals.selectors.signing` has the rule and `approvals.services.signers` stores what follows from it for today.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from approvals.models import PendingSigner, Step, Submission, SubmissionState


def open_steps() -> QuerySet[Step]:
    """Of each pending submission the step that waits for a signature."""
    return Step.objects.filter(
        submission__state=SubmissionState.PENDING, opened_at__isnull=False, decisions__isnull=True
    )


def pending_submissions() -> QuerySet[Submission]:
    """With all that the rule of signing asks, without their packs."""
    rows = Submission.objects.filter(state=SubmissionState.PENDING).select_related("cycle").defer("pack")
    return rows.prefetch_related("steps", "decisions", "involved")


def signers_first_to_last(step: str = "") -> Prefetch[Any]:
    """The signers of many steps with their names, the expected decider first; `step` is the way to the step."""
    return Prefetch(f"{step}pending_signers", PendingSigner.objects.select_related("user").order_by("position"))


def pending_signers(submission: Submission) -> list[PendingSigner]:
    """Everybody who may sign the current step, the expected decider first."""
    rows = PendingSigner.objects.filter(step__submission=submission)
    return list(rows.select_related("user", "on_behalf_of", "in_place_of").order_by("position"))


def expected_signers(submission: Submission) -> list[User]:
    """Who is notified that the current step waits: its expected decider, and whoever covers for them."""
    return [signer.user for signer in pending_signers(submission) if signer.is_expected]
