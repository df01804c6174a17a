"""The conditions of a cycle as pages list them, and what happened to each."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import User
from accounts.roles import roles_of
from approvals.models import UNMET, Condition
from approvals.selectors.conditions import BindingConditions, conditions_by_cycle, open_conditions
from audit.models import Event
from audit.presenters import Entry, entries
from cycles.models import Cycle


def conditions_of(user: User, cycle: Cycle) -> QuerySet[Condition]:
    """Open ones first, soonest first. Councillors read those of gates that have passed."""
    rows = Condition.objects.filter(cycle=cycle).select_related(
        "owner", "verifier", "question", "decision__decider", "decision__submission"
    )
    if not roles_of(user).is_officer:
        rows = rows.filter(Condition.for_councillors())
    ended = Case(When(state__in=UNMET, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(ended, "due", "pk")


def inherited_conditions(user: User, cycle: Cycle, today: date) -> BindingConditions:
    """The predecessor's conditions that still bind this cycle. That there are hidden ones is for officers to know."""
    rows = open_conditions(cycle).exclude(cycle=cycle)
    if not roles_of(user).is_officer:
        rows = rows.filter(Condition.for_councillors())
    inherited = conditions_by_cycle([cycle], user, today, rows)[cycle.pk]
    return inherited if roles_of(user).is_officer else BindingConditions(inherited.visible)


def condition_history(condition: Condition) -> list[Entry]:
    """Every event about one condition, newest first."""
    chain = f"cycle:{condition.cycle_id}"
    events = Event.objects.filter(chain=chain, object_type="condition", object_id=condition.pk)
    return entries(events.order_by("-seq"))
