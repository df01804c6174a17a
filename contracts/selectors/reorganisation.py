"""Agreements and cycles that go on past the day on which other councils take over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from contracts.models import Agreement
from contracts.reorganisation import ReorganisationFacts
from contracts.selectors.visibility import visible_agreements
from cycles.models import Cycle, CycleStage
from cycles.selectors.visibility import visible_to
from principles.selectors import edition_in_force

PUTTING_IN_PLACE = (CycleStage.ANALYSE, CycleStage.PLAN, CycleStage.DO)
NOTHING_SIGNED = ("cease", "in_house")  # delivery routes


def reorganisation_figures(today: date) -> Mapping[str, Any]:
    """Of the edition in force: the law of a reorganisation reaches what runs already."""
    figures: Mapping[str, Any] = edition_in_force(today).figures
    return figures


def agreements_past(user: User, vesting: date, today: date) -> QuerySet[Agreement]:
    """Visible agreements that run, or can be extended, past the day; those of which no end is known too."""
    going_on = Q(last_end__gte=vesting) | Q(last_end=None, current_end=None)
    rows = visible_agreements(user, today).filter(going_on, Q(ended_on=None) | Q(ended_on__gte=vesting))
    return rows.select_related("directorate").order_by("serial")


def cycles_past(user: User, vesting: date, today: date) -> QuerySet[Cycle]:
    """Visible cycles on the way to something that goes on past the day, and that is not in the register yet."""
    in_register = Agreement.objects.filter(cycle=OuterRef("pk"))
    rows = visible_to(user, today).filter(stage__in=PUTTING_IN_PLACE)
    rows = rows.filter(Q(arrangement_ends=None) | Q(arrangement_ends__gte=vesting))
    rows = rows.exclude(Exists(in_register)).exclude(delivery_route__code__in=NOTHING_SIGNED)
    return rows.select_related("service", "directorate").order_by("serial")


def facts_of_agreement(agreement: Agreement) -> ReorganisationFacts:
    return ReorganisationFacts(
        agreement.last_end,
        agreement.current_end,
        agreement.value,
        agreement.is_capital,
        end_known=agreement.is_rolling or agreement.current_end is not None,
    )


def facts_of_cycle(cycle: Cycle) -> ReorganisationFacts:
    """Of what the cycle is to put in place; without an end until the cycle says one."""
    ends = cycle.arrangement_ends
    return ReorganisationFacts(ends, ends, cycle.whole_life_value, end_known=ends is not None)
