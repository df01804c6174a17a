"""The gates that were decided last, with the outcome as a whole and the reasons of the last signature."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q

from accounts.selectors import load_people
from approvals.models import Decision, Outcome
from approvals.selectors.stage_outcomes import ENDS
from dashboard.presenters.drilldown_tables import cycles_in
from dashboard.selectors.areas import Scope

SHOWN, MOST_STEPS = 5, 3
CACHE_SECONDS = 10  # as the figures beside them


@dataclass(frozen=True)
class DecidedGate:
    """`outcome` is that of the gate: with conditions where any of its signatures set some."""

    decision: Decision
    outcome: str


def recent_decisions(scope: Scope) -> list[DecidedGate]:
    """Of gates that were passed or at which a cycle was stopped: councillors read no others, and no restricted ones."""
    key = f"dashboard/decided/{scope.key}"
    cached: list[DecidedGate] | None = cache.get(key)
    if cached is not None:
        return cached
    # Not `replaced_by=None`: PostgreSQL takes that for one row, and then goes through all decisions there are.
    stands = ~Exists(Decision.objects.filter(replaces=OuterRef("pk")))
    of_scope = Q(submission__cycle__in=cycles_in(scope).order_by().values("pk"))
    rows = Decision.objects.filter(stands, of_scope, submission__state__in=ENDS)
    newest = ("-submission__closed_at", "-submission", "-step__position")
    # Their keys first: a join of all that a decision shows takes PostgreSQL longer to plan than to run.
    keys = list(rows.order_by(*newest).values_list("pk", flat=True)[: SHOWN * MOST_STEPS])
    shown = Decision.objects.filter(pk__in=keys).select_related("submission__cycle__service", "decider")
    found = list(shown.defer("submission__pack").order_by(*newest))
    load_people((found, ("cover_for", "in_place_of")))  # few have any
    gates = []
    for _, signatures in groupby(found, key=lambda decision: decision.submission_id):
        last, *others = signatures
        outcomes = {decision.outcome for decision in (last, *others)}
        with_conditions = last.outcome == Outcome.PASS and Outcome.PASS_WITH_CONDITIONS in outcomes
        gates.append(DecidedGate(last, Outcome.PASS_WITH_CONDITIONS if with_conditions else last.outcome))
    cache.set(key, gates[:SHOWN], CACHE_SECONDS)
    return gates[:SHOWN]
