"""`Answer.is_met`, `gap` and `evidence_count` follow every service that changes what their rules look at."""

from __future__ import annotations

from typing import Any

import pytest

from approvals.models import Decision
from approvals.services.correcting import correct
from checklists.models import Answer, Confirmation
from checklists.selectors.answers import answer_facts, answers_with_details
from checklists.selectors.progress import Progress, counted, progress_at, progress_in, progress_of
from checklists.services.answering import AnswerInput, attach_evidence, detach_evidence
from checklists.services.confirming import (
    ask_confirmation,
    give_confirmation,
    record_outside_confirmation,
    refuse_confirmation,
    withdraw_confirmation,
)
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from demo import play
from tests.approvals.test_deciding import LATER
from tests.checklists.test_answering import MET, attach, row, say
from tests.council import LARGE, NOW, Council
from tests.cycles.test_editing import route


def met(answer: Answer) -> bool:
    """As it is stored, beside a gap and a number that are what the rules make of the rows now."""
    stored = Answer.objects.get(pk=answer.pk)
    live = answers_with_details().filter(pk=answer.pk).first()
    assert stored.gap == (answer_facts(live, live.cycle).gap_kind if live else "")
    assert stored.evidence_count == stored.evidence.count()
    return stored.is_met


@pytest.fixture
def cycle(bench: Council) -> Cycle:
    return bench.cycle(LARGE)


def asked(council: Council, answer: Answer) -> Confirmation:
    return ask_confirmation(answer, council["adviser"], actor=council["lead"], at=NOW)


def confirmed(council: Council, cycle: Cycle) -> Confirmation:
    """Of the question that Finance confirms."""
    answer = play.answer(row(cycle, 2), at=NOW)
    return give_confirmation(asked(council, answer), actor=council["adviser"], at=NOW)


@pytest.mark.parametrize("state", ["partly_met", "not_met", "not_applicable"])
def test_it_is_answered_and_answered_otherwise(state: str, bench: Council, cycle: Cycle) -> None:
    answer = attach(bench, row(cycle))
    assert not met(answer)
    answer = say(bench, answer, MET)
    assert answer.is_met
    assert met(answer)
    say(bench, answer, AnswerInput(state, "Otherwise", "Not here", owner=bench["lead"], due=NOW.date()))
    assert not met(answer)


def test_its_evidence_is_taken_off_and_put_back(bench: Council, cycle: Cycle) -> None:
    answer = play.answer(row(cycle), at=NOW)
    evidence = answer.evidence.get()
    answer = detach_evidence(answer, evidence, actor=bench["lead"], at=NOW)
    assert not met(answer)
    attach_evidence(answer, evidence, actor=bench["lead"], at=NOW)
    assert met(answer)


def test_an_adviser_confirms_it_and_takes_that_back(bench: Council, cycle: Cycle) -> None:
    answer = play.answer(row(cycle, 2), at=NOW)
    confirmation = asked(bench, answer)
    assert not met(answer)
    confirmation = give_confirmation(confirmation, actor=bench["adviser"], at=NOW)
    assert met(answer)
    withdraw_confirmation(confirmation, reason="The figures are of 2019", actor=bench["adviser"], at=NOW)
    assert not met(answer)


def test_an_adviser_refuses(bench: Council, cycle: Cycle) -> None:
    answer = play.answer(row(cycle, 2), at=NOW)
    refuse_confirmation(asked(bench, answer), reason="The figures are of 2019", actor=bench["adviser"], at=NOW)
    assert not met(answer)


@pytest.mark.parametrize("change", ["words", "evidence"])
def test_a_change_supersedes_the_confirmation(change: str, bench: Council, cycle: Cycle) -> None:
    answer = confirmed(bench, cycle).answer
    assert met(answer)
    if change == "words":
        say(bench, Answer.objects.get(pk=answer.pk), AnswerInput("met", "Otherwise."))
    else:
        attach(bench, answer)
    assert not met(answer)


def test_asking_another_adviser_confirms_nothing(bench: Council, cycle: Cycle) -> None:
    answer = play.answer(row(cycle, 2), at=NOW)
    asked(bench, answer)
    ask_confirmation(answer, bench["adviser2"], actor=bench["lead"], at=NOW)
    assert not met(answer)


def test_somebody_outside_confirms_it(bench: Council, cycle: Cycle) -> None:
    answer = play.answer(row(cycle, 4), at=NOW)
    assert not met(answer)
    words: dict[str, Any] = {"name": "Ann Webb", "on": NOW.date(), "evidence": answer.evidence.get()}
    record_outside_confirmation(answer, actor=bench["lead"], at=NOW, **words)
    assert met(answer)


def test_its_question_is_set_aside_and_asked_again(bench: Council, cycle: Cycle) -> None:
    answer = play.answer(row(cycle, 5, "plan"), at=NOW)
    assert met(answer)
    for code, is_asked in (("in_house", False), ("procure", True)):
        fresh = Cycle.objects.get(pk=cycle.pk)
        values = {"delivery_route": route(cycle, code)}
        edit_cycle(fresh, values, actor=bench["lead"], at=NOW, seen_version=fresh.details_version)
        assert bool(Answer.objects.get(pk=answer.pk).set_aside_because) is not is_asked
        assert met(answer) is is_asked


def test_a_return_sends_it_back_until_it_is_answered_again(bench: Council) -> None:
    submission = play.put(play.ready(bench.cycle(), at=NOW), at=NOW)
    first, second = row(submission.cycle, 1), row(submission.cycle, 2)
    assert first.is_met
    assert second.is_met
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "return", reopened=[first.question.code]))
    assert (met(first), met(second)) == (False, True)
    say(bench, Answer.objects.get(pk=first.pk), AnswerInput("met", "Once more."))
    assert met(first)


def test_a_correction_sends_it_back(bench: Council) -> None:
    cycle = bench.cycle_at("plan")
    answer = row(cycle, 1)
    assert answer.is_met
    decision = Decision.objects.get()
    words: dict[str, Any] = {"outcome": "return", "reasons": "Wrong", "interests": "None"}
    correct(decision, reopened=[answer.question.code], actor=decision.decider, at=LATER, **words)
    assert not met(answer)


def test_the_gap_is_named(bench: Council, cycle: Cycle) -> None:
    """In the order in which it is put right."""
    answer, gaps = row(cycle, 2), []
    gaps.append(answer.gap)
    for data in (AnswerInput("not_met", "Nothing yet."), MET):
        answer = say(bench, attach(bench, answer) if data is MET else answer, data)
        gaps.append(answer.gap)
    confirmation = asked(bench, answer)
    gaps.append(row(cycle, 2).gap)
    refuse_confirmation(confirmation, reason="The figures are of 2019", actor=bench["adviser"], at=NOW)
    gaps.append(row(cycle, 2).gap)
    assert gaps == ["unanswered", "not_met", "not_asked", "asked", "refused"]
    assert met(answer) is False


def test_every_count_reads_the_column(bench: Council, cycle: Cycle) -> None:
    """Of a column that is set by hand, so that nothing else can be what is counted."""
    answers = cycle.answers.filter(question__stage="analyse")
    Answer.objects.filter(pk=answers[0].pk).update(is_met=True)
    expected = Progress(1, 4)
    assert progress_of([cycle]) == progress_at("analyse", [cycle.pk]) == {cycle.pk: expected}
    assert progress_in(answers.all()) == Progress(1, 4, optional=1)  # lists do not tell it
    assert [(found.met, found.asked) for found in counted(Cycle.objects.filter(pk=cycle.pk))] == [(1, 4)]
