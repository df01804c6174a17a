"""Reminders of dates and of evidence that are no longer relevant are left out when an e-mail is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from approvals.models import Submission
from checklists.services.answering import detach_evidence
from cycles.models import Cycle
from cycles.services.editing import change_people, edit_cycle
from cycles.services.scheduling import plan_date
from demo import play
from tests.approvals.test_deciding import waiting
from tests.checklists.test_answering import row
from tests.council import NOW, Council
from tests.reminders.reminded import rests_on
from tests.reminders.test_relevance import OVER, REASSIGNED, fresh, reminded, sent


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def edited(council: Council, cycle: Cycle, **values: object) -> None:
    cycle = fresh(cycle)
    edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version)


def test_a_date_that_stands_is_told(bench: Council) -> None:
    bench.cycle()
    reminded(date(2027, 11, 26))
    reminded(date(2028, 3, 31))

    found = sent(bench)
    assert (found["last_safe_date", "assistant"], found["need_by_near", "assistant"]) == ("", "")


def test_a_date_that_has_moved_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    reminded(date(2027, 11, 26))
    reminded(date(2028, 3, 31))
    edited(bench, cycle, need_by=cycle.need_by + timedelta(weeks=4))

    found = sent(bench)
    assert (found["last_safe_date", "assistant"], found["need_by_near", "assistant"]) == (OVER, OVER)


def test_another_planned_date_leaves_the_last_safe_one_as_it_was(bench: Council) -> None:
    cycle = bench.cycle()
    reminded(date(2027, 11, 26))
    moved = cycle.dates.get(milestone="analyse_gate")
    plan_date(moved, date(2027, 11, 1), reason="Later", actor=bench["lead"], at=NOW, seen_version=moved.version)

    assert sent(bench)["last_safe_date", "assistant"] == ""


def test_who_led_or_sponsored_the_cycle_before_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    rests_on(cycle, date(2027, 11, 26))
    reminded(date(2027, 11, 26))
    cycle = fresh(cycle)
    change_people(
        cycle,
        lead=bench["other"],
        sponsor=bench["director"],
        team=[],
        actor=bench["lead"],
        at=NOW,
        seen_version=cycle.details_version,
    )

    found = sent(bench)
    assert (found["last_safe_date", "lead"], found["last_safe_date", "assistant"]) == (REASSIGNED, REASSIGNED)
    assert found["evidence_ending", "lead"] == REASSIGNED


def test_what_has_happened_is_not_told_as_the_next_date(bench: Council) -> None:
    cycle = bench.cycle()
    rests_on(cycle, date(2027, 11, 26))
    reminded(date(2027, 11, 26))
    play.pass_gate(cycle, at=NOW)

    found = sent(bench)
    assert (found["last_safe_date", "lead"], found["evidence_ending", "lead"]) == (OVER, OVER)


def test_nothing_of_a_cycle_that_has_ended_is_told_as_due(bench: Council) -> None:
    submission = waiting(bench)
    reminded(date(2027, 11, 26))
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop"))

    assert sent(bench)["last_safe_date", "lead"] == OVER
    assert Submission.objects.get().state == "stopped"


def test_evidence_that_nothing_rests_on_any_more_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    evidence = rests_on(cycle, date(2027, 5, 5))
    reminded(date(2027, 5, 5))
    detach_evidence(row(cycle), evidence, actor=bench["lead"], at=NOW)

    assert sent(bench)["evidence_ending", "lead"] == OVER
