"""Whose turn a decision page is about: the sealed pack and the step that somebody has in front of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.refusals import Stale
from accounts.views.access import person, require
from approvals import packs
from approvals.models import DecisionDraft, Outcome, Step, Submission
from approvals.presenters.submission_outcome import changes_since, submission_outcome
from approvals.selectors.signing import current_step
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services.deciding import require_current
from approvals.services.drafting import EMPTY_DRAFT, draft_values
from cycles.models import Cycle
from cycles.views.shortcuts import may_now, posted_number


@dataclass(frozen=True)
class Turn:
    """The step that waits for a decision."""

    cycle: Cycle
    submission: Submission
    step: Step

    @property
    def place(self) -> tuple[str, str]:
        """What the addresses of its pages take."""
        return self.cycle.reference, self.submission.stage


def turn_of(request: HttpRequest, cycle: Cycle, stage: str) -> Turn | None:
    """The step that waits, or None where nothing was ever submitted.

    Raises Stale when nothing waits any more, or when the page that was sent showed another pack or step.
    """
    submission = (pending_submission(cycle) if cycle.stage == stage else None) or latest(cycle, stage)
    if submission is None:
        return None
    if request.method == "POST":
        require_current(submission, request.POST.get("digest", ""), posted_number(request.POST.get("step", "")))
    step = current_step(submission)
    if step is None:
        raise Stale(submission_outcome(submission), row=submission)
    submission.cycle = cycle
    return Turn(cycle, submission, step)


def turn_and_draft(request: HttpRequest, cycle: Cycle, stage: str) -> tuple[Turn | None, dict[str, Any]]:
    """The turn of somebody who may decide, with what they have filled in.

    Raises Stale besides when what they have filled in was for an earlier pack or step.
    """
    turn = turn_of(request, cycle, stage)
    values = draft_values(turn.step if turn else None, person(request))
    if turn is None:
        return None, values
    verdict = may_now(request, "decide", cycle, turn.submission)
    if not verdict:
        turn_of(request, cycle, stage)  # somebody may have signed between the two reads: that tells more
        require(verdict)
    earlier = None if values["outcome"] else last_draft(request, cycle, stage)
    if earlier and earlier.step_id != turn.step.pk:
        seen = earlier.step.submission
        raise Stale(submission_outcome(seen), changes_since(seen), row=seen)
    return turn, values


def shown_turn(request: HttpRequest, cycle: Cycle, stage: str) -> tuple[Turn, dict[str, Any]] | None:
    """What is sent to be recorded: the step whose check page somebody was shown, with what they have filled in.

    In one statement: whether it still waits, and for them, is asked under the lock. None for anything else.
    """
    digest = request.POST.get("digest", "")
    if request.method != "POST" or not digest.isalnum():
        return None
    draft = (
        _drafts(request, cycle, stage)
        .filter(step__position=posted_number(request.POST.get("step", "")), step__submission__digest=digest)
        .first()
    )
    values = EMPTY_DRAFT | (draft.data if draft else {})
    if draft is None or packs.digest(values) != request.POST.get("draft"):
        return None
    draft.step.submission.cycle = cycle
    return Turn(cycle, draft.step.submission, draft.step), values


def typed(request: HttpRequest, cycle: Cycle, stage: str) -> dict[str, Any]:
    """What somebody had filled in on this gate, from what was sent or from their last draft."""
    draft = last_draft(request, cycle, stage)
    kept = dict(draft.data) if draft else {}
    sent = {name: request.POST[name] for name in ("outcome", "reasons", "interests") if name in request.POST}
    rows = [text for key, text in request.POST.items() if key.startswith("conditions-") and key.endswith("-text")]
    return kept | sent | ({"conditions": [{"text": text} for text in rows]} if rows else {})


def last_draft(request: HttpRequest, cycle: Cycle, stage: str) -> DecisionDraft | None:
    return _drafts(request, cycle, stage).first()


def _drafts(request: HttpRequest, cycle: Cycle, stage: str) -> QuerySet[DecisionDraft]:
    """Theirs of this gate, the last first."""
    drafts = DecisionDraft.objects.filter(step__submission__cycle=cycle, step__submission__stage=stage)
    return drafts.filter(user=person(request)).select_related("step__submission").order_by("-saved_at")


def latest(cycle: Cycle, stage: str) -> Submission | None:
    """The newest submission of a gate."""
    return Submission.objects.filter(cycle=cycle, stage=stage).order_by("-number").first()


def next_page(outcome: str) -> str:
    """The page that an outcome leads to."""
    return {
        Outcome.PASS_WITH_CONDITIONS.value: "decide-conditions",
        Outcome.RETURN.value: "decide-reopen",
    }.get(outcome, "decide-check")
