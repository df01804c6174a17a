"""A key decision of the demo council and of the tests' factories is lawful and in force before its Plan gate passes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import yaml
from django.utils import timezone

from audit.models import Event
from calendars.days import in_force, is_working_day, working_days
from cycles.models import Cycle, CycleStage
from demo import play
from demo.dates import list_days
from demo.history import life
from demo.management.commands.demo import SCRIPT
from demo.people import populate
from tests.council import LARGE, NOW, Council

MILESTONES = ("notice", "agenda", "decision", "call_in_end")


def done_dates(cycle: Cycle) -> dict[str, date | None]:
    return dict(cycle.dates.filter(milestone__in=(*MILESTONES, "plan_gate")).values_list("milestone", "done_on"))


def assert_lawful(cycle: Cycle, by: date) -> None:
    """28 clear days of notice, five clear working days of the agenda, two until it is published, three of call-in."""
    done = done_dates(cycle)
    notice, agenda, decision, call_in_end = (done[milestone] for milestone in MILESTONES)
    assert notice and agenda and decision and call_in_end, done
    assert all(map(is_working_day, (notice, agenda, decision, call_in_end)))
    assert decision - notice > timedelta(days=28)
    assert working_days(agenda, decision) > 5
    assert decision < call_in_end < in_force(decision, 2 + 3) <= by


def test_factories_take_the_key_decision_before_the_plan_gate(council: Council) -> None:
    cycle = council.cycle_at(CycleStage.DO, LARGE, key_decision=True)
    assert_lawful(cycle, NOW.date())
    assert [event.verb for event in cycle_events(cycle)].count("milestone_done") == len(MILESTONES)


def test_a_cycle_without_key_decision_has_none_of_its_milestones(council: Council) -> None:
    cycle = council.cycle_at(CycleStage.DO, LARGE)
    assert done_dates(cycle) == {"plan_gate": NOW.date()}


def test_nothing_is_taken_before_plan_or_twice(council: Council) -> None:
    cycle = play.take_key_decision(council.cycle(LARGE, key_decision=True), at=NOW)
    assert set(done_dates(cycle).values()) == {None}
    cycle = play.ready(council.cycle_at(CycleStage.PLAN, LARGE, key_decision=True), at=NOW)
    taken = done_dates(cycle)
    assert done_dates(play.take_key_decision(cycle, at=NOW + timedelta(days=40))) == taken


@pytest.mark.django_db
def test_the_demo_council_takes_its_key_decisions_before_their_plan_gates() -> None:
    today, people = timezone.localdate(NOW), populate()
    list_days(people["admin"], NOW, today)
    script = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    [entry] = [entry for entry in script if entry["service"] == "Supported accommodation for young people"]
    for _ in life(entry, people, today):
        pass
    cycle = Cycle.objects.get()
    assert cycle.key_decision
    assert_lawful(cycle, entry["gates"]["plan"])


def cycle_events(cycle: Cycle) -> list[Event]:
    return list(Event.objects.filter(chain=f"cycle:{cycle.pk}"))
