"""The page for somebody who decides on what is no longer so: what happened, and what they had typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.refusals import Stale
from accounts.views.access import person
from approvals.models import Decision, Outcome
from approvals.presenters.submissions import submissions_of
from approvals.services.deciding import AlreadySigned
from cycles.models import Cycle


def overtaken(
    request: HttpRequest, cycle: Cycle, stage: str, stale: Stale, typed: Mapping[str, Any] | None = None
) -> HttpResponse:
    """409: nothing was written. `typed` is a draft, or what the form held."""
    context = {
        "cycle": cycle,
        "stage": stage,
        "sentence": str(stale),
        "changes": stale.changes,
        "signed": isinstance(stale, AlreadySigned),
        "newest": submissions_of(person(request), cycle, stage).first(),
        "typed": _texts(typed or {}),
    }
    return render(request, "approvals/stale_decision.html", context, status=409)


def recorded_by(stale: Stale, user_id: int, outcome: str) -> Decision | None:
    """The decision that this person has recorded already, when the same was sent twice."""
    decision = stale.row
    if isinstance(decision, Decision) and decision.decider_id == user_id and decision.outcome == outcome:
        return decision
    return None


def _texts(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What somebody had filled in, in words, so that they can copy it."""
    outcome = str(typed.get("outcome", ""))
    conditions = [str(row["text"]) for row in typed.get("conditions", [])]
    found = [
        ("Decision", Outcome(outcome).label if outcome in Outcome.values else ""),
        ("Reasons", str(typed.get("reasons", ""))),
        ("Interests", str(typed.get("interests", ""))),
        *((f"Condition {place}", text) for place, text in enumerate(conditions, start=1)),
    ]
    return [(label, text) for label, text in found if text]
