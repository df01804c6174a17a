"""Planned dates of the demo council: lawful but for the two that show a breach, and few cycles at risk on day one."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.presenters.dates import MilestoneState, dates_of


@pytest.mark.django_db
def test_the_whole_demo_plans_by_the_rules(settings: Settings) -> None:
    settings.DEBUG = True
    call_command("demo", verbosity=0)
    today = timezone.localdate()
    broken = PlannedDate.objects.exclude(breach="").filter(applies=True)
    assert {(row.cycle.service.name, row.milestone) for row in broken} == {
        ("Carers' support", "mobilise"),
        ("Sensory impairment services", "decision"),
    }
    assert all(row.breach_reason for row in broken)
    live = Cycle.objects.filter(stage__in=LIVE_STAGES).exclude(status="")
    statuses = Counter(live.values_list("status", flat=True))
    assert statuses["at_risk"] <= live.count() / 3
    for cycle in Cycle.objects.filter(stage__in=LIVE_STAGES):
        for milestone in dates_of(cycle, today).milestones:
            assert milestone.state != MilestoneState.BREACH or milestone.row in broken
