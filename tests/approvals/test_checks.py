"""The checks that the dates of a cycle answer, each at its limits; and how they block and caution."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from approvals import checks
from approvals.services.submitting import NotReady
from checklists.checks import Finding, gate_check
from cycles.models import Cycle
from demo import play
from tests.approvals.checked import Named
from tests.council import LARGE, NOW, Council

TODAY = date(2026, 11, 23)  # a Monday
DECISION = date(2026, 11, 10)  # published two working days later; five of call-in end on Thursday 19
IN_FORCE = date(2026, 11, 20)


def dated(bench: Council, *, key: bool = True, **days: date | None) -> Cycle:
    """A cycle with some of its milestones done: `notice=DECISION`; None for one that has not happened."""
    cycle = bench.cycle(LARGE, key_decision=key, need_by=date(2030, 4, 1))
    for milestone, done_on in days.items():
        assert cycle.dates.filter(milestone=milestone).update(done_on=done_on) == 1
    return Cycle.objects.get(pk=cycle.pk)


def plan(cycle: Cycle, milestone: str, **values: Any) -> Cycle:
    assert cycle.dates.filter(milestone=milestone).update(**values) == 1
    return Cycle.objects.get(pk=cycle.pk)


@pytest.mark.parametrize(("before", "expected"), [(29, "holds"), (28, "fails")])
def test_twenty_eight_clear_days_lie_between_notice_and_decision(bench: Council, before: int, expected: str) -> None:
    cycle = dated(bench, notice=DECISION - timedelta(days=before), decision=DECISION)
    finding = checks.key_decision_notice_given(cycle, TODAY)
    said = "came 28 clear days before the key decision of 10 November 2026."
    if expected == "fails":
        said = "came 27 clear days before the key decision of 10 November 2026: 28 are needed."
    assert (finding.result, said in finding.sentence) == (expected, True)


def test_a_decision_to_come_is_measured_on_its_planned_day_and_never_before_today(bench: Council) -> None:
    cycle = plan(dated(bench, notice=TODAY - timedelta(days=28)), "decision", planned=TODAY - timedelta(days=7))
    assert checks.key_decision_notice_given(cycle, TODAY).result == "fails"
    assert checks.key_decision_notice_given(cycle, TODAY + timedelta(days=1)).result == "holds"
    cycle = plan(cycle, "decision", planned=TODAY + timedelta(days=1))
    assert checks.key_decision_notice_given(cycle, TODAY).result == "holds"


def test_a_notice_that_has_not_happened_was_not_given(bench: Council) -> None:
    finding = checks.key_decision_notice_given(dated(bench, decision=DECISION), TODAY)
    assert (finding.result, finding.sentence) == ("fails", "The forward plan notice is not recorded as published.")


@pytest.mark.parametrize("check", [checks.key_decision_notice_given, checks.decision_in_force])
def test_of_another_than_a_key_decision_nothing_is_said(bench: Council, check: Any) -> None:
    assert check(dated(bench, key=False), TODAY) == Finding("unknown", "This is not a key decision.")


@pytest.mark.parametrize(
    ("done", "today", "result", "sentence"),
    [
        ({}, TODAY, "fails", "The key decision is not recorded as taken."),
        (
            {"decision": DECISION},
            TODAY,
            "fails",
            "The key decision was taken on 10 November 2026, but its call-in is not recorded as ended.",
        ),
        (
            {"decision": DECISION, "call_in_end": date(2026, 11, 19)},
            IN_FORCE - timedelta(days=1),
            "fails",
            "The key decision was taken on 10 November 2026 and is not in force before 20 November 2026.",
        ),
        (
            {"decision": DECISION, "call_in_end": date(2026, 11, 19)},
            IN_FORCE,
            "holds",
            "The key decision was taken on 10 November 2026 and is in force since 20 November 2026.",
        ),
        (
            {"decision": DECISION, "call_in_end": TODAY},
            TODAY,
            "fails",
            "The key decision was taken on 10 November 2026 and is not in force before 24 November 2026.",
        ),
    ],
    ids=["not taken", "in call-in", "the last day of call-in", "in force", "called in"],
)
def test_a_decision_is_in_force_the_working_day_after_its_call_in(
    bench: Council, done: dict[str, Any], today: date, result: str, sentence: str
) -> None:
    finding = checks.decision_in_force(dated(bench, **done), today)
    assert (finding.result, finding.sentence) == (result, sentence)


def test_a_schedule_has_float_until_one_step_passes_its_last_safe_date(bench: Council) -> None:
    cycle = dated(bench)
    row = cycle.dates.get(milestone="plan_gate")
    cycle = plan(cycle, "plan_gate", planned=row.last_safe)
    finding = checks.schedule_has_float(cycle, TODAY)
    sentence = "Every step is planned in time: Plan gate has the least to spare, 0 working days."
    assert (finding.result, finding.sentence) == ("holds", sentence)
    cycle = plan(cycle, "plan_gate", planned=row.last_safe + timedelta(days=1))
    finding = checks.schedule_has_float(cycle, TODAY)
    assert finding.result == "fails"
    assert finding.sentence.startswith("Plan gate is planned for ")


def test_a_step_that_has_not_happened_in_time_takes_the_float(bench: Council) -> None:
    cycle = plan(dated(bench), "analyse_gate", planned=TODAY, last_safe=TODAY)
    assert checks.schedule_has_float(cycle, TODAY).result == "holds"
    finding = checks.schedule_has_float(cycle, TODAY + timedelta(days=1))
    assert (finding.result, finding.sentence) == (
        "fails",
        "Analyse gate has not happened by its last safe date, 23 November 2026.",
    )


@pytest.mark.parametrize(("key", "milestone"), [(True, "decision"), (False, "plan_gate")])
def test_a_decision_route_is_set_while_its_day_is_to_come(bench: Council, key: bool, milestone: str) -> None:
    cycle = plan(dated(bench, key=key), milestone, planned=TODAY)
    assert checks.decision_route_set(cycle, TODAY).result == "holds"
    assert checks.decision_route_set(cycle, TODAY + timedelta(days=1)).result == "fails"
    cycle = plan(cycle, milestone, applies=False)
    assert checks.decision_route_set(cycle, TODAY).sentence.endswith("but the plan has no date for it.")


def test_the_next_step_is_decided_in_time_up_to_its_last_safe_date(bench: Council) -> None:
    cycle = dated(bench)
    assert checks.next_step_decided_in_time(cycle, TODAY).result == "unknown"
    cycle.dates.create(milestone="review_gate", planned=TODAY, last_safe=TODAY)
    assert checks.next_step_decided_in_time(cycle, TODAY).result == "holds"
    assert checks.next_step_decided_in_time(cycle, TODAY + timedelta(days=1)) == Finding(
        "fails",
        "The last safe date to decide the next step, 23 November 2026, has passed.",
        ("Review gate: planned for 23 November 2026, last safe date 23 November 2026",),
    )


def test_a_check_that_nobody_answers_is_none() -> None:
    assert gate_check("no_such_check") is None
    assert gate_check("") is None
    assert gate_check("decision_in_force") is checks.decision_in_force


def test_a_failing_check_of_a_hard_stop_refuses_the_submission(bench: Council, named: Named) -> None:
    named("AN-RES-2", "fails")
    cycle = play.ready(bench.cycle(), at=NOW)
    with pytest.raises(NotReady) as refused:
        play.put(cycle, at=NOW)
    assert [gap.sentence.split("”")[1] for gap in refused.value.result.gaps] == [
        " fails its check: The records say no. Waiting for Priya Nair, since 23 November 2026."
    ]


@pytest.mark.parametrize("check", ["holds", "unknown"])
def test_a_check_that_does_not_fail_blocks_nothing(bench: Council, named: Named, check: str) -> None:
    named("AN-RES-2", check)
    assert play.pass_gate(bench.cycle(), at=NOW).stage == "plan"


def test_the_question_of_law_and_contract_manager_asks_that_check() -> None:
    assert gate_check("regime_and_manager_set") is checks.regime_and_manager_set


def test_the_decision_route_says_who_decides(bench: Council) -> None:
    cycle = plan(dated(bench), "decision", planned=TODAY)
    said = "This is expected to be a key decision, planned for 23 November 2026. Decision maker:"
    assert checks.decision_route_set(cycle, TODAY).sentence == f"{said} Not known yet."
    cycle.decision_maker = "executive"
    assert checks.decision_route_set(cycle, TODAY).sentence == f"{said} Executive."
    assert "Decision maker" not in checks.decision_route_set(dated(bench, key=False), TODAY).sentence
