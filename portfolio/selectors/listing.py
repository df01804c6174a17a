"""The cycles that match a list's filters, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.selectors.arrangement_end import arrangement_end, arrangement_source, running_kind
from cycles.selectors.latest_cycle import is_latest
from portfolio.selectors import pagination
from portfolio.selectors.columns import QUESTIONS_MET, in_order
from portfolio.selectors.filter_options import FilterChoice
from portfolio.selectors.filters import LIVE, NONE, UNKNOWN, YES
from portfolio.selectors.list_state import DEFAULTS, ListState
from ui.text_search import holds


def matching_cycles(visible: QuerySet[Cycle], state: ListState) -> QuerySet[Cycle]:
    """The matching cycles of those that the person may see, in order."""
    return in_order(apply_filters(visible, state), state.sort, state.today)


def with_next_step(cycles: QuerySet[Cycle], today: date) -> QuerySet[Any]:
    """The cycles with what runs, when it ends and when the next step is."""
    next_step = PlannedDate.objects.filter(cycle=OuterRef("pk"), milestone=OuterRef("next_milestone"))
    return cycles.annotate(
        ends=arrangement_end(today),
        runs=running_kind(today),
        ends_source=arrangement_source(today),
        next_on=Subquery(next_step.values("planned")),
        next_breach=Subquery(next_step.values("breach")),
    )


def with_safe_sort(visible: QuerySet[Cycle], state: ListState) -> ListState:
    """Questions met are counted for every row that is sorted by them: too many rows come in the default order."""
    if state.sort.removeprefix("-") != QUESTIONS_MET:
        return state
    if pagination.capped_count(apply_filters(visible, state)) <= pagination.MAX_ROWS:
        return state
    return replace(state, sort=DEFAULTS["sort"])


def apply_filters(cycles: QuerySet[Cycle], state: ListState) -> QuerySet[Cycle]:
    """The matching ones, in no particular order."""
    if state.matches_nothing:
        return cycles.none()
    chosen = state.chosen
    if "restricted" in chosen:
        cycles = cycles.filter(restricted=False)
    for name, choice in chosen.items():
        # only live cycles have a status: naming both would hide the index that has the order from the database
        if name == "stage" and choice.value == LIVE and "status" in chosen:
            continue
        if name in CONDITIONS:
            cycles = cycles.filter(CONDITIONS[name](choice))
    if "ends-before" in chosen:
        cycles = cycles.alias(over=arrangement_end(state.today)).filter(over__lt=chosen["ends-before"].day)
    if "running" in chosen:
        kind = "" if chosen["running"].value == UNKNOWN else chosen["running"].value
        cycles = cycles.alias(runs_today=running_kind(state.today)).filter(runs_today=kind)
    if "turn" in chosen:
        cycles = cycles.filter(is_latest())
    if "quiet" in chosen:
        since = state.today - timedelta(days=int(chosen["quiet"].value))
        changed_before = timezone.make_aware(datetime.combine(since, time.min))
        cycles = cycles.filter(stage__in=LIVE_STAGES, changed_at__lt=changed_before)
    return cycles


def _search(choice: FilterChoice) -> Q:
    """Every word of the search."""
    condition = Q()
    for word in choice.value.split():
        condition &= holds(word)
    return condition


def _ambition(choice: FilterChoice) -> Q:
    if choice.value == NONE:
        return Q(ambitions__isnull=True)
    return Q(pk__in=Cycle.ambitions.through.objects.filter(ambition__in=choice.ids).values("cycle"))


def _area(choice: FilterChoice) -> Q:
    """A cycle for the whole county belongs to every area."""
    named = Cycle.divisions.through.objects.filter(division__in=choice.ids).values("cycle")
    return Q(all_divisions=True) | Q(pk__in=named)


CONDITIONS: dict[str, Callable[[FilterChoice], Q]] = {
    "q": _search,
    "directorate": lambda choice: Q(directorate=choice.ids[0]),
    "stage": lambda choice: Q(stage__in=LIVE_STAGES) if choice.value == LIVE else Q(stage=choice.value),
    # an ended cycle has no status, known or not
    "status": lambda choice: Q(stage__in=LIVE_STAGES, status="") if choice.value == UNKNOWN else Q(status=choice.value),
    "ambition": _ambition,
    "lead": lambda choice: Q(lead=choice.ids[0]),
    "sponsor": lambda choice: Q(sponsor=choice.ids[0]),
    "tier": lambda choice: Q(tier=choice.value),
    "route": lambda choice: Q(delivery_route__in=choice.ids),
    "key": lambda choice: Q(key_decision=choice.value == YES),
    "value": lambda choice: Q(yearly_value__isnull=True),
    "area": _area,
}
