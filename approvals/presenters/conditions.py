"""The conditions of a cycle as pages list them, and what happened to each."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import User
from accounts.roles import roles_of
from approvals.models import UNMET, Condition
from approvals.selectors.conditions import open_conditions
from audit.models import Event
from audit.presenters import Entry, entries
from cycles.models import Cycle
from cycles.selectors.visibility import visible_to


def conditions_of(user: User, cycle: Cycle) -> QuerySet[Condition]:
    """Open ones first, soonest first. Councillors read those of gates that have passed."""
    rows = Condition.objects.filter(cycle=cycle).select_related(
        "owner", "verifier", "question", "decision__decider", "decision__submission"
    )
    if not roles_of(user).is_officer:
        rows = rows.filter(Condition.for_councillors())
    ended = Case(When(state__in=UNMET, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(ended, "due", "pk")


def inherited_conditions(user: User, cycle: Cycle, today: date) -> list[Condition]:
    """The predecessor's conditions that still bind this cycle, where its own page may be read."""
    rows = open_conditions(cycle).exclude(cycle=cycle).filter(cycle__in=visible_to(user, today))
    return list(rows if roles_of(user).is_officer else rows.filter(Condition.for_councillors()))


def condition_history(condition: Condition) -> list[Entry]:
    """Every event about one condition, newest first."""
    chain = f"cycle:{condition.cycle_id}"
    events = Event.objects.filter(chain=chain, object_type="condition", object_id=condition.pk)
    return entries(events.order_by("-seq"))
