"""The sealed pack and the step that the pages of a decision show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.refusals import Stale
from accounts.views.access import require, signed_in
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
class DecisionContext:
    """The sealed pack and the step that a page of a decision shows."""

    cycle: Cycle
    submission: Submission
    step: Step

    @property
    def url_args(self) -> tuple[str, str]:
        """Arguments of the addresses of its pages."""
        return self.cycle.reference, self.submission.stage


def decision_context(request: HttpRequest, cycle: Cycle, stage: str) -> DecisionContext | None:
    """The step that waits for a signature, or None where nothing was ever submitted.

    Raises Stale when nothing waits any more, or when the page that was sent showed another pack or step.
    """
    submission = pending_submission(cycle) if cycle.stage == stage else None
    submission = submission or Submission.objects.filter(cycle=cycle, stage=stage).order_by("-number").first()
    if submission is None:
        return None
    if request.method == "POST":
        require_current(submission, request.POST.get("digest", ""), posted_number(request.POST.get("step", "")))
    step = current_step(submission)
    if step is None:
        raise Stale(submission_outcome(submission), row=submission)
    submission.cycle = cycle
    return DecisionContext(cycle, submission, step)


def context_and_draft(request: HttpRequest, cycle: Cycle, stage: str) -> tuple[DecisionContext | None, dict[str, Any]]:
    """The context for somebody who may decide, with their draft.

    Raises Stale also when the draft is of an earlier pack or step.
    """
    context = decision_context(request, cycle, stage)
    values = draft_values(context.step if context else None, signed_in(request))
    if context is None:
        return None, values
    verdict = may_now(request, "decide", cycle, context.submission)
    if not verdict:
        decision_context(request, cycle, stage)  # raises Stale if somebody signed between the two reads
        require(verdict)
    earlier = None if values["outcome"] else last_draft(request, cycle, stage)
    if earlier and earlier.step_id != context.step.pk:
        seen = earlier.step.submission
        raise Stale(submission_outcome(seen), changes_since(seen), row=seen)
    return context, values


def checked_context(request: HttpRequest, cycle: Cycle, stage: str) -> tuple[DecisionContext, dict[str, Any]] | None:
    """The step whose check page was sent to be recorded, with the draft that it showed. None for anything else.

    In one statement: whether the step still waits, and for this person, is asked under the lock.
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
    return DecisionContext(cycle, draft.step.submission, draft.step), values


def entered_values(request: HttpRequest, cycle: Cycle, stage: str) -> dict[str, Any]:
    """What somebody had filled in on this gate: what was sent, over their last draft."""
    draft = last_draft(request, cycle, stage)
    kept = dict(draft.data) if draft else {}
    sent = {name: request.POST[name] for name in ("outcome", "reasons", "interests") if name in request.POST}
    rows = [text for key, text in request.POST.items() if key.startswith("conditions-") and key.endswith("-text")]
    return kept | sent | ({"conditions": [{"text": text} for text in rows]} if rows else {})


def last_draft(request: HttpRequest, cycle: Cycle, stage: str) -> DecisionDraft | None:
    return _drafts(request, cycle, stage).first()


def _drafts(request: HttpRequest, cycle: Cycle, stage: str) -> QuerySet[DecisionDraft]:
    """This person's drafts on the gate, the newest first."""
    drafts = DecisionDraft.objects.filter(step__submission__cycle=cycle, step__submission__stage=stage)
    return drafts.filter(user=signed_in(request)).select_related("step__submission").order_by("-saved_at")


def next_page(outcome: str) -> str:
    """The page that an outcome leads to."""
    return {
        Outcome.PASS_WITH_CONDITIONS.value: "decide-conditions",
        Outcome.RETURN.value: "decide-reopen",
    }.get(outcome, "decide-check")
