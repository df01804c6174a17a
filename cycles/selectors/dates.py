"""The inputs of a cycle's dates, and the cycles whose dates are outdated."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from calendars.days import Calendar
from cycles.models import LIVE_STAGES, Cycle
from cycles.timetable import Basis


def outdated_cycles(today: date) -> QuerySet[Cycle]:
    """The live cycles whose slack and status are of another day than `today`."""
    return Cycle.objects.filter(stage__in=LIVE_STAGES).exclude(slack_on=today)


def basis_of(cycle: Cycle, calendar: Calendar) -> Basis:
    """What the dates are calculated from. Those of an open cycle follow nothing of a restricted one."""
    successor: Cycle | None = getattr(cycle, "successor", None)
    if successor and successor.restricted and not cycle.restricted:
        successor = None
    ends = cycle.arrangement_ends
    after = successor.need_by if successor else ends + timedelta(days=1) if ends else None
    return Basis(
        need_by=cycle.need_by,
        tier=cycle.tier,
        figures=cycle.edition.figures,
        route=cycle.route,
        regime=cycle.regime,
        key_decision=cycle.key_decision,
        other_routes=tuple(cycle.other_routes),
        regime_route=cycle.regime_route.code if cycle.regime_route else "",
        drops=tuple(cycle.regime_route.drops) if cycle.regime_route else (),
        flags=tuple(cycle.tier_flags),
        decider=cycle.decision_maker,
        extension_notice=cycle.extension_notice_by,
        next_need_by=after,
        calendar=calendar,
    )
