"""The clock of a gate: who had it for how many working days, and that what is stored says the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Cover
from approvals.models import Decision, Outcome, Submission
from approvals.presenters.waiting_times import clocks_of
from approvals.services.correcting import correct
from approvals.services.submitting import withdraw
from approvals.waiting_spans import TEAM, StepSpan, SubmissionSpan, WaitingSpan, shares, spans_of
from calendars.days import working_days
from cycles.models import Cycle
from demo import play
from tests.council import COMPLEX, NOW, Council

MONDAY = date(2026, 11, 2)


def on(day: int) -> date:
    return date(2026, 11, day)


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 10, 0, tzinfo=NOW.tzinfo)


def test_a_gate_that_came_back_counts_each_holder() -> None:
    submissions = [
        SubmissionSpan(on(6), [StepSpan("Ann", on(6), on(10))], on(10)),
        SubmissionSpan(on(12), [StepSpan("Ann", on(12), on(13)), StepSpan("Bob", on(13), None)], None),
    ]
    spans = spans_of(MONDAY, submissions, on(17), goes_on=True)
    assert spans == [
        WaitingSpan(TEAM, MONDAY, on(6), 4),
        WaitingSpan("Ann", on(6), on(10), 2),
        WaitingSpan(TEAM, on(10), on(12), 2),
        WaitingSpan("Ann", on(12), on(13), 1),
        WaitingSpan("Bob", on(13), None, 2),
    ]
    assert shares(spans) == {TEAM: 6, "Ann": 3, "Bob": 2}


def test_what_nobody_submitted_is_with_the_team_while_the_stage_goes_on() -> None:
    assert spans_of(MONDAY, [], on(9), goes_on=True) == [WaitingSpan(TEAM, MONDAY, None, 5)]
    assert spans_of(MONDAY, [], on(9), goes_on=False) == []


@given(st.lists(st.integers(0, 40), min_size=3, max_size=9), st.integers(0, 9))
def test_spans_follow_on_one_another_and_add_up(gaps: list[int], rest: int) -> None:
    """However often it is handed to and fro, nothing is counted twice and nothing is left out."""
    days = [MONDAY]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    submissions = [
        SubmissionSpan(days[place], [StepSpan("Ann", days[place], days[place + 1])], days[place + 1])
        for place in range(1, len(days) - 1, 2)
    ]
    until = (submissions[-1].ended or MONDAY) + timedelta(days=rest)
    spans = spans_of(MONDAY, submissions, until, goes_on=True)
    assert all(before.until == after.since for before, after in pairwise(spans))
    assert sum(span.days for span in spans) == working_days(MONDAY, until)


@pytest.fixture
def submissions_to_and_fro(bench: Council) -> Cycle:
    """Begun on Monday 2, withdrawn, returned by a stand-in, and passed by two people on Wednesday 18 and Friday 20."""
    cycle = play.ready(bench.cycle(COMPLEX, at=at(2), sponsor=bench["assistant2"]), at=at(3))
    stand_in = bench["other"]
    Cover.objects.create(person=bench["assistant2"], stand_in=stand_in, starts=on(9), ends=on(11), created_at=at(2))
    withdraw(play.put(cycle, at=at(4)), reason="A figure was wrong", actor=bench["lead"], at=at(6))
    second = play.put(cycle, at=at(9))
    returned = play.ruling(second, Outcome.RETURN, reopened=["AN-RES-1"])
    play.sign(second, at=at(11), ruled=returned, by=stand_in)
    play.answer(cycle.answers.get(question__code="AN-RES-1"), at=at(12))
    third = play.put(Cycle.objects.get(pk=cycle.pk), at=at(16))
    play.sign(third, at=at(18))
    play.sign(third, at=at(20))
    return Cycle.objects.get(pk=cycle.pk)


def test_the_clock_of_a_gate_in_words(submissions_to_and_fro: Cycle) -> None:
    now, analyse = clocks_of(submissions_to_and_fro, on(23))
    assert (now.gate, now.sentence) == ("Plan gate", "1 working day so far, all with the team")
    assert analyse.sentence == (
        "Waited 14 working days: 6 with the team, 2 with the assistant director,"
        " 2 with Tom Baines for Hannah Price, 2 with Hannah Price, 2 with Margaret Ellis"
    )
    assert analyse.days == working_days(MONDAY, on(20))


def test_what_is_stored_says_the_same_as_the_clock(submissions_to_and_fro: Cycle) -> None:
    stored = Submission.objects.order_by("pk").values_list("team_days", "approver_days")
    assert list(stored) == [(2, 2), (3, 4), (6, 8)]
    assert list(Decision.objects.order_by("pk").values_list("waited", flat=True)) == [2, 2, 2]
    assert set(Submission.objects.values_list("began_at", flat=True)) == {at(2)}
    (analyse,) = clocks_of(submissions_to_and_fro, on(23), stage="analyse")
    team = shares(analyse.spans)[TEAM]
    assert stored.last() == (team, analyse.days - team)


def test_whoever_is_expected_has_what_waits_now(bench: Council) -> None:
    cycle = play.ready(bench.cycle(at=at(2)), at=at(3))
    play.put(cycle, at=at(4))
    (clock,) = clocks_of(Cycle.objects.get(pk=cycle.pk), on(9), holder="Grace Holland")
    assert clock.sentence == "5 working days so far: 2 with the team, 3 with Grace Holland"


def test_a_correction_ends_no_wait_again(bench: Council) -> None:
    """The approvers were done when they signed; the visit after it belongs to the team again."""
    cycle = play.ready(bench.cycle(at=at(2)), at=at(3))
    submission = play.put(cycle, at=at(4))
    decision = play.sign(submission, at=at(5))
    code = submission.pack["answers"][0]["code"]
    said = {"outcome": Outcome.RETURN, "reasons": "The figures were of another year.", "interests": "None"}
    new = correct(decision, **said, reopened=[code], actor=decision.decider, at=at(11))
    submission.refresh_from_db()
    assert (submission.team_days, submission.approver_days, new.waited) == (2, 1, None)
    again, first = clocks_of(Cycle.objects.get(pk=cycle.pk), on(13))
    assert (again.gate, again.sentence) == ("Analyse gate", "2 working days so far, all with the team")
    assert first.sentence == "Waited 3 working days: 2 with the team, 1 with Grace Holland"
