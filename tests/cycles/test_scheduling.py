"""The dates of a cycle: worked out when it starts, again when what they follow from changes, and every day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.refusals import Stale
from calendars.days import working_days
from calendars.models import CouncilDay
from cycles.models import Cycle, CycleStage, PlannedDate
from cycles.services.editing import edit_cycle
from cycles.services.scheduling import mark_done, plan_date, recalculate_all_dates
from cycles.services.starting import start_next
from demo import play
from principles.models import DeliveryRoute
from tests.council import LARGE, NOW, SMALL, Council
from tests.cycles.assertions import finds, refuses, watching

TODAY = NOW.date()


def fresh(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


def dates(cycle: Cycle) -> dict[str, tuple[date, date]]:
    return {row.milestone: (row.planned, row.last_safe) for row in cycle.dates.filter(applies=True)}


def planned(cycle: Cycle, milestone: str) -> PlannedDate:
    return cycle.dates.get(milestone=milestone)


def edit(council: Council, cycle: Cycle, **values: Any) -> Cycle:
    cycle = fresh(cycle)
    return edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version)


def test_a_new_cycle_has_its_dates_its_slack_and_its_status(bench: Council) -> None:
    cycle = fresh(bench.cycle())
    found = dates(cycle)
    tendering = {"tender", "award", "standstill_end"}
    assert found.keys() == {"start_analyse", "analyse_gate", "plan_gate", "mobilise", "do_gate"} | tendering
    assert found["start_analyse"][0] == TODAY
    assert found["analyse_gate"] == (date(2026, 12, 24), date(2027, 11, 26))
    assert (cycle.next_milestone, cycle.slack_on, cycle.status) == ("analyse_gate", TODAY, "on_track")
    assert cycle.slack == working_days(*found["analyse_gate"])


def test_a_key_decision_adds_its_own_dates_and_takes_them_away_again(bench: Council) -> None:
    cycle = bench.cycle(LARGE)
    own = {"notice", "agenda", "decision", "call_in_end"}
    assert not own & dates(cycle).keys()
    edit(bench, cycle, key_decision=True)
    assert own <= dates(cycle).keys()
    edit(bench, cycle, key_decision=False)
    assert not own & dates(cycle).keys()


def test_what_was_said_of_a_step_is_there_again_when_the_step_comes_back(bench: Council) -> None:
    cycle = bench.cycle(LARGE, key_decision=True)
    plan(bench, planned(cycle, "decision"), date(2027, 9, 1))
    row = planned(cycle, "notice")
    mark_done(row, TODAY, actor=bench["lead"], at=NOW, seen_version=row.version)
    edit(bench, cycle, key_decision=False)
    assert "decision" not in dates(cycle)
    assert fresh(cycle).next_milestone == "analyse_gate"
    edit(bench, cycle, key_decision=True)
    assert dates(cycle)["decision"][0] == date(2027, 9, 1)
    assert planned(cycle, "notice").done_on == TODAY


def test_a_stage_that_is_over_is_not_planned_but_its_days_are_told(bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.DO, LARGE, key_decision=True)
    row = planned(cycle, "notice")
    mark_done(row, None, actor=bench["lead"], at=NOW, seen_version=row.version)
    with finds({"planned": "Its stage is over: say on which day it happened instead"}):
        plan(bench, planned(cycle, "notice"), date(2027, 9, 1))
    row = planned(cycle, "notice")
    mark_done(row, TODAY, actor=bench["lead"], at=NOW, seen_version=row.version)
    assert planned(cycle, "notice").done_on == TODAY


def test_the_cycle_before_is_worked_out_again_when_the_next_one_moves(bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.REVIEW)
    successor = start_next(cycle, need_by=date(2032, 4, 1), actor=bench["lead"], at=NOW)
    before = dates(cycle)["review_gate"][1]
    edit(bench, successor, need_by=date(2033, 4, 1))
    assert recalculate_all_dates(TODAY) == 1
    assert dates(cycle)["review_gate"][1] == dates(successor)["start_analyse"][1] > before


def test_a_later_need_by_date_moves_the_last_safe_dates_and_not_the_plan(bench: Council) -> None:
    cycle = bench.cycle()
    before = dates(cycle)
    edit(bench, cycle, need_by=cycle.need_by + timedelta(weeks=8))
    after = dates(cycle)
    kept = before.keys() - {"do_gate"}  # which follows the need-by date
    assert [after[code][0] for code in kept] == [before[code][0] for code in kept]
    assert all(after[code][1] > before[code][1] for code in before)
    assert fresh(cycle).slack == working_days(*after["analyse_gate"])


def test_a_route_without_a_tender_has_none(bench: Council) -> None:
    cycle = bench.cycle()
    edit(bench, cycle, delivery_route=DeliveryRoute.objects.get(edition=cycle.edition, code="in_house"))
    assert not {"tender", "award", "standstill_end"} & dates(cycle).keys()


def test_a_meeting_moves_the_decision(bench: Council) -> None:
    cycle = bench.cycle(LARGE, key_decision=True)
    last = dates(cycle)["decision"][1]
    for day in (last - timedelta(days=20), last + timedelta(days=30)):
        CouncilDay.objects.create(kind="meeting", name="Executive", starts=day, ends=day)
    edit(bench, cycle, purpose="Something else", need_by=cycle.need_by + timedelta(days=1))
    assert dates(cycle)["decision"][1] == last - timedelta(days=20)


def test_a_passed_gate_leads_to_the_next_milestone(bench: Council) -> None:
    assert fresh(bench.cycle_at(CycleStage.PLAN)).next_milestone == "plan_gate"


def test_an_ended_cycle_has_no_slack(bench: Council) -> None:
    cycle = fresh(bench.cycle_at(CycleStage.CLOSED))
    assert (cycle.next_milestone, cycle.slack, cycle.status) == ("", None, "")


def test_the_review_gate_is_due_when_the_next_analyse_must_start(bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.PLAN)
    assert "review_gate" not in dates(cycle)
    successor = start_next(cycle, need_by=date(2032, 4, 1), actor=bench["lead"], at=NOW)
    assert dates(cycle)["review_gate"][1] == dates(successor)["start_analyse"][1]


def test_the_end_of_the_arrangement_says_so_too(bench: Council) -> None:
    cycle = bench.cycle()
    edit(bench, cycle, arrangement_ends=date(2032, 3, 31), extension_notice_by=date(2031, 9, 30))
    found = dates(cycle)
    assert found["extension_notice"][1] == date(2031, 9, 30)
    assert found["review_gate"][1] == date(2031, 10, 23)


# What the team says


def plan(
    council: Council, row: PlannedDate, day: date, reason: str = "The board meets later", by: str = "lead"
) -> None:
    plan_date(row, day, reason=reason, actor=council[by], at=NOW, seen_version=row.version)


def test_a_planned_date_moves_with_its_reason_and_the_slack_with_it(bench: Council) -> None:
    cycle = fresh(bench.cycle())
    row = planned(cycle, "analyse_gate")
    with watching(bench) as written:
        plan(bench, row, date(2027, 11, 1))
    after = fresh(cycle)
    assert (planned(cycle, "analyse_gate").planned, after.slack, after.status) == (date(2027, 11, 1), 19, "at_risk")
    assert written.verbs == ["date_planned"]
    facts = written.events[0].facts
    assert facts["reason"] == "The board meets later"
    assert {name: facts["before"][name] for name in ("planned", "slack")} == {
        "planned": "2026-12-24",
        "slack": cycle.slack,
    }
    assert {name: facts["after"][name] for name in ("planned", "slack", "plan_gate", "tender")} == {
        "planned": "2027-11-01",
        "slack": 19,
        "plan_gate": "2027-11-01",
        "tender": "2027-11-01",
    }


def test_a_date_moves_for_a_reason(bench: Council) -> None:
    row = planned(bench.cycle(), "analyse_gate")
    with finds({"reason": "Say why the date moves"}):
        plan(bench, row, date(2027, 11, 1), " ")
    with finds({"planned": "This is the date already: enter another"}):
        plan(bench, row, row.planned)


def test_of_two_who_move_a_date_the_second_is_told(bench: Council) -> None:
    row = planned(bench.cycle(), "analyse_gate")
    plan(bench, row, date(2027, 11, 1))
    with pytest.raises(Stale):
        plan(bench, row, date(2027, 11, 2))


def test_managers_of_the_directorate_move_dates_too_and_nobody_else(bench: Council) -> None:
    row = planned(bench.cycle(), "analyse_gate")
    with refuses("Only Priya Nair, the lead commissioner, and managers of Place can do this."):
        plan(bench, row, date(2027, 11, 1), by="other")
    plan(bench, row, date(2027, 11, 1), by="head")


def test_dates_move_while_a_gate_waits(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    play.put(cycle, at=NOW)
    plan(bench, planned(cycle, "plan_gate"), date(2027, 11, 1))


def test_what_has_happened_is_no_longer_next(bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.PLAN, Decimal(600_000), key_decision=True)
    assert fresh(cycle).next_milestone == "notice"
    row = planned(cycle, "notice")
    with watching(bench) as written:
        mark_done(row, TODAY, actor=bench["lead"], at=NOW, seen_version=row.version)
    assert (fresh(cycle).next_milestone, written.verbs) == ("agenda", ["milestone_done"])
    row = planned(cycle, "notice")
    mark_done(row, None, actor=bench["lead"], at=NOW, seen_version=row.version)
    assert fresh(cycle).next_milestone == "notice"


def test_nothing_happens_in_the_future_and_gates_by_themselves_alone(bench: Council) -> None:
    cycle = bench.cycle()
    row, gate = planned(cycle, "tender"), planned(cycle, "plan_gate")
    with finds({"done_on": "Enter the day on which it happened: it can't be in the future"}):
        mark_done(row, TODAY + timedelta(days=1), actor=bench["lead"], at=NOW, seen_version=row.version)
    for said in (TODAY, None):
        with finds({"done_on": "A gate is done when it is passed"}):
            mark_done(gate, said, actor=bench["lead"], at=NOW, seen_version=gate.version)


# Every day


def test_the_daily_run_lets_slack_fall_once_the_planned_date_has_passed(bench: Council) -> None:
    cycle = fresh(bench.cycle())
    passed = planned(cycle, "analyse_gate").planned + timedelta(weeks=2)
    assert recalculate_all_dates(passed) == 1
    after = fresh(cycle)
    assert (after.slack_on, after.version) == (passed, cycle.version)
    assert cycle.slack is not None
    assert after.slack == cycle.slack - working_days(planned(cycle, "analyse_gate").planned, passed)
    assert recalculate_all_dates(passed) == 0


def test_the_daily_run_brings_in_cycles_that_have_no_dates_yet(bench: Council) -> None:
    cycle = bench.cycle(SMALL)
    PlannedDate.objects.all().delete()
    Cycle.objects.filter(pk=cycle.pk).update(slack_on=None, slack=None, status="", next_milestone="")
    assert recalculate_all_dates(TODAY) == 1
    assert (fresh(cycle).next_milestone, fresh(cycle).status) == ("analyse_gate", "on_track")
