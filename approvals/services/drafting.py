"""Drafts of decisions: private to a decider, one for each step, until the decision is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused
from approvals.models import DecisionDraft, Step, Submission
from approvals.services.deciding import ConditionInput, DecisionInput
from cycles.policies import may

EMPTY_DRAFT: dict[str, Any] = {
    "outcome": "",
    "reasons": "",
    "interests": "",
    "due_regard": [],  # duty codes
    "accepted": [],  # question codes
    "accepted_checks": [],  # question codes
    "conditions": [],  # {question, text, owner_id, due, verifier_id}
    "reopened": [],  # question codes
}


def save_decision_draft(
    submission: Submission, step: Step, values: Mapping[str, Any], *, actor: User, at: datetime
) -> DecisionDraft:
    """Keep some of the values of EMPTY_DRAFT for later; the others stay as they are. Not a change of the cycle.

    Raises Refused when this person could not sign the step.
    """
    verdict = may("decide", actor, submission.cycle, timezone.localdate(at), submission)
    if not verdict:
        raise Refused(verdict.reason)
    draft, _ = DecisionDraft.objects.get_or_create(step=step, user=actor, defaults={"saved_at": at})
    draft.data = EMPTY_DRAFT | draft.data | {name: values[name] for name in EMPTY_DRAFT if name in values}
    draft.saved_at = at
    draft.save()
    return draft


def draft_values(step: Step | None, actor: User) -> dict[str, Any]:
    """This person's draft on that step, with the empty value of each field that they have not filled in."""
    draft = DecisionDraft.objects.filter(step=step, user=actor).first() if step else None
    return EMPTY_DRAFT | (draft.data if draft else {})


def decision_input(values: Mapping[str, Any], *, digest: str, step: int) -> DecisionInput:
    """A draft as input for `decide`, on the pack and the step that the decider was shown."""
    rows = values["conditions"]
    people = User.objects.in_bulk({row[key] for row in rows for key in ("owner_id", "verifier_id")})
    return DecisionInput(
        digest=digest,
        step=step,
        outcome=values["outcome"],
        reasons=values["reasons"],
        interests=values["interests"],
        due_regard=values["due_regard"],
        accepted=values["accepted"],
        accepted_checks=values["accepted_checks"],
        conditions=[
            ConditionInput(
                text=row["text"],
                owner=people[row["owner_id"]],
                due=date.fromisoformat(row["due"]),
                verifier=people[row["verifier_id"]],
                question=row["question"],
            )
            for row in rows
        ],
        reopened=values["reopened"],
    )
