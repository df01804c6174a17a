"""The page for a decider whose page is out of date: what happened, and what they had typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.refusals import Stale
from accounts.views.access import signed_in
from approvals.models import Decision, Outcome
from approvals.presenters.sealed_pack import SealedPack
from approvals.presenters.submissions import submissions_of
from approvals.services.deciding import AlreadySigned
from cycles.models import Cycle


def stale_decision(
    request: HttpRequest, cycle: Cycle, stage: str, stale: Stale, typed: Mapping[str, Any] | None = None
) -> HttpResponse:
    """409 for something sent that came too late: nothing was written. 200 where the page was only opened.

    `typed` is a draft, or what the form held.
    """
    values = typed or {}
    outcome = str(values.get("outcome", ""))
    conditions = [str(row["text"]) for row in values.get("conditions", [])]
    texts = [
        ("Decision", Outcome(outcome).label if outcome in Outcome.values else ""),
        ("Reasons", str(values.get("reasons", ""))),
        ("Interests", str(values.get("interests", ""))),
        *((f"Condition {number}", text) for number, text in enumerate(conditions, start=1)),
    ]
    opened = request.method in ("GET", "HEAD")
    newest = submissions_of(signed_in(request), cycle, stage).first()
    context = {
        "opened": opened,
        "decisions": list(newest.decisions.all()) if newest and opened else [],
        "sealed": SealedPack(newest.pack, officer=True) if newest and opened else None,
        "cycle": cycle,
        "stage": stage,
        "sentence": str(stale),
        "changes": stale.changes,
        "signed": isinstance(stale, AlreadySigned),
        "newest": newest,
        "typed": [(label, text) for label, text in texts if text],  # in words, to be copied
    }
    return render(request, "approvals/stale_decision.html", context, status=200 if opened else 409)


def recorded_by(stale: Stale, user_id: int, outcome: str) -> Decision | None:
    """The decision that this person has recorded already, when the same form is sent twice."""
    decision = stale.row
    if isinstance(decision, Decision) and decision.decider_id == user_id and decision.outcome == outcome:
        return decision
    return None
