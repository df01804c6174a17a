"""Last safe dates, need-by dates, reviews and evidence that goes out of date: who is told, and on which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from checklists.models import Evidence
from checklists.services.answering import detach_evidence
from cycles.models import Cycle, CycleStage
from cycles.services.editing import change_people, edit_cycle
from demo import play
from tests.approvals.test_deciding import rule, waiting
from tests.checklists.test_answering import row
from tests.council import NOW, Council
from tests.reminders.reminded import AnswerEvent, reminders, rests_on, subjects, told

NOTHING: AnswerEvent = set()
BOTH = ("lead", "assistant")  # who leads and who sponsors


def both(kind: str, key: str) -> AnswerEvent:
    return {(kind, name, key) for name in BOTH}


def fresh(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


def edit(council: Council, cycle: Cycle, **values: Any) -> Cycle:
    cycle = fresh(cycle)
    return edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version)


def test_the_need_by_date_is_told_90_and_30_days_before_and_on_the_day(bench: Council) -> None:
    """1 April 2028 is a Saturday; the ninetieth day before is the Sunday after New Year, and Monday is a holiday."""
    cycle = bench.cycle()
    key = f"cycle:{cycle.pk}:2028-04-01"

    def on(day: date) -> AnswerEvent:
        return told(bench, day, "need_by_near")

    assert on(date(2027, 12, 30)) == NOTHING
    assert on(date(2027, 12, 31)) == on(date(2028, 3, 1)) == both("need_by_near", f"{key}:90")
    assert on(date(2028, 3, 2)) == on(date(2028, 3, 30)) == both("need_by_near", f"{key}:30")
    assert on(date(2028, 3, 31)) == both("need_by_near", f"{key}:0")
    assert subjects(date(2028, 3, 31)) == {"The need-by date of Street cleansing is 1 April 2028"}


def test_the_last_safe_date_of_what_comes_next_is_told_90_and_30_days_before_and_on_the_day(bench: Council) -> None:
    """26 November 2027 is a Friday; the ninetieth day before is a Saturday, told on the Friday."""
    cycle = bench.cycle()
    key = f"cycle:{cycle.pk}:analyse_gate:2027-11-26"

    assert told(bench, date(2027, 8, 26)) == NOTHING
    assert told(bench, date(2027, 8, 27)) == both("last_safe_date", f"{key}:90")
    assert told(bench, date(2027, 10, 27)) == both("last_safe_date", f"{key}:30")
    assert told(bench, date(2027, 11, 26)) == both("last_safe_date", f"{key}:0")
    assert subjects(date(2027, 11, 26)) == {
        "The last day to pass the Analyse gate is 26 November 2027: Street cleansing"
    }
    assert [one.address for one in reminders(date(2027, 11, 26))] == ["/cycles/C-0001/dates/"]


def test_what_comes_after_the_next_milestone_is_not_told_yet(bench: Council) -> None:
    cycle = bench.cycle()
    later = cycle.dates.get(milestone="plan_gate").last_safe

    assert not {key for _, _, key in told(bench, later) if "plan_gate" in key}


def test_a_date_that_moves_is_told_anew(bench: Council) -> None:
    cycle = bench.cycle()
    day = date(2027, 11, 26)
    first = told(bench, day)
    edit(bench, cycle, need_by=cycle.need_by + timedelta(weeks=1))

    again = told(bench, day)

    assert first == both("last_safe_date", f"cycle:{cycle.pk}:analyse_gate:2027-11-26:0")
    assert again == both("last_safe_date", f"cycle:{cycle.pk}:analyse_gate:2027-12-03:30")


def test_after_an_interruption_only_the_last_rung_is_told(bench: Council) -> None:
    cycle = bench.cycle()

    assert told(bench, date(2027, 11, 2)) == both("last_safe_date", f"cycle:{cycle.pk}:analyse_gate:2027-11-26:30")
    assert told(bench, date(2027, 12, 7)) == both("last_safe_date", f"cycle:{cycle.pk}:analyse_gate:2027-11-26:0")
    assert told(bench, date(2027, 12, 13)) == NOTHING


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("last_safe_date", date(2027, 12, 10)),  # 14 days after 26 November: a Friday, which tells the weekend too
        ("need_by_near", date(2028, 4, 15)),  # after 1 April: a Saturday before Easter
        ("review_due", date(2029, 4, 15)),  # after 1 April: a Sunday
        ("evidence_ending", date(2027, 5, 19)),  # after 5 May: a Wednesday
    ],
)
def test_what_was_missed_is_told_for_fourteen_days_and_not_on_the_fifteenth(
    bench: Council, kind: str, last: date
) -> None:
    cycle = bench.cycle_at(CycleStage.REVIEW if kind == "review_due" else CycleStage.ANALYSE)
    rests_on(cycle, UNTIL)

    assert {key.rpartition(":")[2] for _, _, key in told(bench, last, kind)} == {"0"}
    assert told(bench, last + timedelta(days=1), kind) == NOTHING


def test_another_lead_and_sponsor_are_told_instead(bench: Council) -> None:
    cycle = fresh(bench.cycle())
    change_people(
        cycle,
        lead=bench["other"],
        sponsor=bench["director"],
        team=[],
        actor=bench["lead"],
        at=NOW,
        seen_version=cycle.details_version,
    )

    assert {name for _, name, _ in told(bench, date(2027, 11, 26))} == {"other", "director"}


def test_an_ended_cycle_has_no_dates_to_tell(bench: Council) -> None:
    submission = waiting(bench)
    rule(bench, submission, play.ruling(submission, "stop"))

    assert [told(bench, day) for day in (date(2027, 11, 26), date(2028, 3, 31))] == [NOTHING] * 2


def test_a_review_is_told_90_and_30_days_before_and_on_the_day_that_the_do_gate_set(bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.REVIEW)
    key = f"review:{cycle.pk}:2029-04-01"  # a Sunday; Good Friday is two days before

    def on(day: date) -> AnswerEvent:
        return told(bench, day, "review_due")

    assert on(date(2028, 12, 28)) == NOTHING
    assert on(date(2029, 1, 2)) == both("review_due", f"{key}:90")
    assert on(date(2029, 3, 2)) == both("review_due", f"{key}:30")
    assert on(date(2029, 3, 29)) == both("review_due", f"{key}:0")


# Evidence

UNTIL = date(2027, 5, 5)  # a Wednesday


def test_evidence_that_goes_out_of_date_is_told_to_the_lead(bench: Council) -> None:
    evidence = rests_on(bench.cycle(), UNTIL)
    key = f"evidence:{evidence.pk}:2027-05-05"

    assert told(bench, date(2027, 2, 3)) == NOTHING
    for day, reached in ((date(2027, 2, 4), 90), (date(2027, 4, 5), 30), (UNTIL, 0)):
        assert told(bench, day) == {("evidence_ending", "lead", f"{key}:{reached}")}
    assert subjects(UNTIL) == {"“Survey” is good until 5 May 2027: Street cleansing"}
    assert [one.address for one in reminders(UNTIL)] == [f"/cycles/C-0001/evidence/{evidence.pk}/"]


def test_the_title_of_confidential_evidence_is_in_no_message(bench: Council) -> None:
    Evidence.objects.filter(pk=rests_on(bench.cycle(), UNTIL).pk).update(confidential=True)

    assert subjects(UNTIL) == {"“Confidential evidence” is good until 5 May 2027: Street cleansing"}


def test_evidence_that_nothing_rests_on_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    rests_on(cycle, UNTIL, attached=False)
    evidence = rests_on(cycle, UNTIL)
    detach_evidence(row(cycle), evidence, actor=bench["lead"], at=NOW)

    assert told(bench, UNTIL) == NOTHING


def test_evidence_for_several_answers_is_told_once(bench: Council) -> None:
    cycle = bench.cycle()
    evidence = rests_on(cycle, UNTIL)
    play.answer(row(cycle, 2), at=NOW, evidence=evidence)

    assert len(reminders(UNTIL)) == 1


def test_evidence_of_a_gate_that_is_passed_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    rests_on(cycle, UNTIL)
    assert told(bench, UNTIL) != NOTHING
    play.pass_gate(cycle, at=NOW)

    assert told(bench, UNTIL, "evidence_ending") == NOTHING
