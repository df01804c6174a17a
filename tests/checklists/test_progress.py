"""The database counts questions met as the gate's own rules do."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from approvals.selectors.gate_facts import evaluate_gate
from checklists.models import AnswerState
from checklists.selectors.answers import live_answers
from checklists.selectors.progress import Progress, progress_of
from checklists.services.confirming import ask_confirmation, refuse_confirmation
from cycles.models import Cycle
from demo import play
from tests.council import LARGE, NOW, Council, found_council


@pytest.fixture
def council(db: None) -> Council:
    """The real framework, with every kind of question."""
    return found_council()


def by_the_gate(cycle: Cycle) -> Progress:
    result = evaluate_gate(cycle, cycle.stage, NOW.date())
    return Progress(result.met, result.asked)


def test_counts_as_the_gate_counts_whatever_is_wrong_with_an_answer(council: Council) -> None:
    cycle = council.cycle(LARGE)
    rows = list(live_answers(cycle, "analyse"))
    confirmed = [row for row in rows if row.question.confirmer.code != "commissioner"]
    simple = [row for row in rows if row.question.confirmer.code == "commissioner"]
    for row in (*confirmed[:3], simple[0]):
        play.answer(row, at=NOW)
    play.answer(simple[1], at=NOW, state=AnswerState.PARTLY_MET)
    play.answer(simple[2], at=NOW, state=AnswerState.NOT_MET)
    skipped = next(row for row in rows if row.question.na_allowed and row.pk not in {r.pk for r in confirmed[:3]})
    play.answer(skipped, at=NOW, state=AnswerState.NOT_APPLICABLE)
    first, second, _ = live_answers(cycle, "analyse").filter(pk__in=[row.pk for row in confirmed[:3]])
    for row in (first, second):
        row.cycle = cycle
    play.confirm(first, at=NOW)
    asked = ask_confirmation(second, council["adviser"], actor=council["lead"], at=NOW)
    refuse_confirmation(asked, reason="The figures are of 2019", actor=council["adviser"], at=NOW)
    assert progress_of([cycle]) == {cycle.pk: by_the_gate(cycle)}
    assert by_the_gate(cycle).met >= 2


def test_counts_an_answer_sent_back_as_not_met(council: Council) -> None:
    cycle = play.ready(council.cycle(), at=NOW)
    submission = play.put(cycle, at=NOW)
    code = submission.pack["answers"][0]["code"]
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "return", reopened=[code]))
    cycle.refresh_from_db()
    found = progress_of([cycle])[cycle.pk]
    assert found == by_the_gate(cycle)
    assert found.met == found.asked - 1


def test_an_ended_cycle_has_no_progress_and_a_page_of_cycles_takes_one_query(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ended = council.cycle_at("closed")
    cycles = [ended, council.cycle(service_name="Libraries"), council.cycle(service_name="Parks")]
    with django_assert_num_queries(1):
        found = progress_of(cycles)
    assert found.keys() == {cycle.pk for cycle in cycles[1:]}
