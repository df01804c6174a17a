"""What came late and can't be put right blocks a gate of the real edition until an exception is recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from approvals.selectors.gate_facts import evaluate_gate
from approvals.services.submitting import NotReady
from checklists.services.excepting import record_exception
from cycles.models import Cycle
from demo import play
from tests.council import LARGE, NOW, Council

TODAY = NOW.date()


def record(cycle: Cycle, check: str) -> None:
    ground, agreed_by = "It was found too late.", "The chair of the scrutiny board"
    record_exception(cycle, check, ground=ground, agreed_by=agreed_by, agreed_on=TODAY, actor=cycle.lead, at=NOW)


def test_a_notice_that_came_late_blocks_the_plan_gate_until_an_exception(council: Council) -> None:
    cycle = play.ready(council.cycle_at("plan", LARGE, key_decision=True), at=NOW)
    assert evaluate_gate(cycle, "plan", TODAY).gaps == ()
    notice = cycle.dates.get(milestone="notice")
    assert notice.done_on
    cycle.dates.filter(milestone="notice").update(done_on=notice.done_on + timedelta(days=7))
    (gap,) = evaluate_gate(cycle, "plan", TODAY).gaps
    assert (gap.kind, gap.question) == ("check", "PL-LOCAL-1")
    assert "clear days before the key decision of" in gap.sentence
    with pytest.raises(NotReady):
        play.put(cycle, at=NOW)
    record(cycle, "key_decision_notice_given")
    result = evaluate_gate(cycle, "plan", TODAY)
    assert (result.gaps, result.failing_checks) == ((), ("PL-LOCAL-1",))
    assert play.sign(play.put(Cycle.objects.get(pk=cycle.pk), at=NOW), at=NOW).accepted_checks == ["PL-LOCAL-1"]


def test_a_next_step_decided_late_blocks_the_review_gate_until_an_exception(council: Council) -> None:
    cycle = play.ready(council.cycle_at("review"), at=NOW)
    late = {"planned": TODAY, "last_safe": TODAY - timedelta(days=1)}
    assert evaluate_gate(cycle, "review", TODAY).gaps == ()
    cycle.dates.update_or_create(milestone="review_gate", defaults=late)
    (gap,) = evaluate_gate(cycle, "review", TODAY).gaps
    assert (gap.kind, gap.question) == ("check", "RV-ROB-1")
    assert "The last safe date to decide the next step, 22 November 2026, has passed." in gap.sentence
    record(cycle, "next_step_decided_in_time")
    result = evaluate_gate(cycle, "review", TODAY)
    assert (result.gaps, result.failing_checks) == ((), ("RV-ROB-1",))
