"""Gates that were decided, and promises to check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from accounts.models import User
from approvals.models import Condition, ConditionState, Decision
from approvals.selectors.conditions import binding_conditions
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason
from cycles.selectors.visibility import not_visible_to


def decisions_near(user: User, on: date) -> QuerySet[Decision]:
    """What somebody decided, what was decided for them or in their place, and what was decided on their own cycles.

    The newest first.
    """
    own = CycleParticipant.objects.filter(user=user, reason__in=(ParticipantReason.LEAD, ParticipantReason.TEAM))
    ways = (
        Q(decider=user),
        Q(cover_for=user),
        Q(in_place_of=user),
        Q(submission__cycle__in=own.values("cycle")),
    )  # each has its index; in one condition they would have every decision read
    first, *others = [Decision.objects.order_by().filter(way).values("pk") for way in ways]
    hidden = not_visible_to(user, on).filter(pk=OuterRef("submission__cycle"))
    near = Decision.objects.filter(~Exists(hidden), pk__in=first.union(*others))
    return near.order_by("-at", "-pk")


def with_gates_decided(keys: Iterable[int]) -> QuerySet[Decision]:
    """One page of `decisions_near` by its keys, with all that its lines say. The packs stay in the database.

    With the keys as a subquery, PostgreSQL would join the rows of every decision before it narrows them to the page.
    """
    rows = Decision.objects.filter(pk__in=list(keys)).order_by("-at", "-pk")
    rows = rows.select_related("submission__cycle__service", "decider", "cover_for", "in_place_of", "replaced_by")
    return rows.only(
        "outcome",
        "at",
        "replaced_by__replaces",
        "decider__name",
        "cover_for__name",
        "in_place_of__name",
        "submission__stage",
        "submission__number",
        "submission__cycle__reference",
        "submission__cycle__number",
        "submission__cycle__service__name",
    )


def decided_this_month(user: User, on: date) -> int:
    return Decision.objects.filter(decider=user, at__year=on.year, at__month=on.month).count()


def conditions_to_check(user: User, visible: QuerySet[Cycle]) -> QuerySet[Condition]:
    """Those that wait for this person's check before those that are not done yet."""
    claimed_first = Case(
        When(state=ConditionState.CLAIMED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        binding_conditions()
        .filter(verifier=user, cycle__in=visible)
        .annotate(place=claimed_first)
        .select_related("owner", "cycle__service", "decision__submission")
        .defer("decision__submission__pack")
        .order_by("place", "due", "pk")
    )
