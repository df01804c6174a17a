"""Gates that were decided, and promises to check."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from approvals.models import Condition, ConditionState, Decision
from approvals.selectors.conditions import binding_conditions
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason


def decisions_near(user: User, visible: QuerySet[Cycle]) -> QuerySet[Decision]:
    """What somebody decided, what was decided for them, and what was decided on their own cycles; the newest first."""
    own = CycleParticipant.objects.filter(user=user, reason__in=(ParticipantReason.LEAD, ParticipantReason.TEAM))
    ways = (
        Q(decider=user),
        Q(cover_for=user),
        Q(submission__cycle__in=own.values("cycle")),
    )  # each has its index; in one condition they would have every decision read
    first, *others = [Decision.objects.order_by().filter(way).values("pk") for way in ways]
    return (
        Decision.objects.filter(pk__in=first.union(*others), submission__cycle__in=visible)
        .select_related("submission__cycle__service", "decider", "cover_for", "replaced_by")
        .defer("submission__pack")
        .order_by("-at", "-pk")
    )


def decided_this_month(user: User, on: date) -> int:
    return Decision.objects.filter(decider=user, at__year=on.year, at__month=on.month).count()


def conditions_to_check(user: User, visible: QuerySet[Cycle]) -> QuerySet[Condition]:
    """Those that wait for this person's check before those that are not done yet."""
    return (
        binding_conditions()
        .filter(verifier=user, cycle__in=visible)
        .annotate(place=_claimed_first())
        .select_related("owner", "cycle__service", "decision__submission")
        .defer("decision__submission__pack")
        .order_by("place", "due", "pk")
    )


def _claimed_first() -> Case:
    return Case(When(state=ConditionState.CLAIMED, then=Value(0)), default=Value(1), output_field=IntegerField())
