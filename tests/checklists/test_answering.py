"""Answering a question: what is kept, what is refused, who is told, and which word on it no longer counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.refusals import Stale
from checklists.models import Answer, AnswerRevision, AnswerState
from checklists.services.answering import AnswerInput, attach_evidence, detach_evidence, save_answer
from cycles.models import Cycle
from demo import play
from tests.council import NOW, Council
from tests.cycles.assertions import finds, refuses, watching

DUE = date(2027, 1, 29)


def row(cycle: Cycle, number: int = 1, stage: str = "analyse") -> Answer:
    return cycle.answers.get(question__stage=stage, question__code__endswith=f"-{number}")


def say(council: Council, answer: Answer, said: AnswerInput, by: str = "lead") -> Answer:
    return save_answer(answer, said, actor=council[by], at=NOW, seen_version=answer.version)


def attach(council: Council, answer: Answer, by: str = "lead") -> Answer:
    evidence = play.add_evidence(answer.cycle, "Survey", at=NOW)
    return attach_evidence(answer, evidence, actor=council[by], at=NOW)


MET = AnswerInput("met", "We asked 200 people.")


def test_a_met_answer_is_published_with_its_revision(bench: Council) -> None:
    answer = attach(bench, row(bench.cycle()))
    with watching(bench) as written:
        say(bench, answer, MET)
    fresh = Answer.objects.get(pk=answer.pk)
    assert (fresh.state, fresh.explanation, fresh.version) == ("met", "We asked 200 people.", 2)
    assert (fresh.answered_by, fresh.answered_at) == (bench["lead"], NOW)
    revision = AnswerRevision.objects.get(answer=answer, version=2)
    assert (revision.state, revision.explanation, revision.author) == ("met", "We asked 200 people.", bench["lead"])
    assert revision.evidence_ids == [fresh.evidence.get().pk]
    assert (written.verbs, written.told) == (["answered"], set())
    assert written.events[0].facts["before"] == {"answer": "Not started"}
    assert written.events[0].facts["after"] == {"answer": "Met"}


def test_partly_met_keeps_who_completes_it_and_by_when(bench: Council) -> None:
    said = AnswerInput("partly_met", "Half of it.", owner=bench["member"], due=DUE)
    fresh = say(bench, row(bench.cycle()), said)
    assert (fresh.state, fresh.missing_owner, fresh.missing_due) == ("partly_met", bench["member"], DUE)


def test_not_applicable_keeps_why(bench: Council) -> None:
    fresh = say(bench, row(bench.cycle()), AnswerInput("not_applicable", because=" Nobody lives there. "))
    assert (fresh.state, fresh.not_applicable_because) == ("not_applicable", "Nobody lives there.")


def test_what_belongs_to_another_answer_is_left_out(bench: Council) -> None:
    cycle = bench.cycle()
    everything: dict[str, Any] = {"because": "Never", "owner": bench["member"], "due": DUE}
    answer = say(bench, attach(bench, row(cycle)), AnswerInput("met", "Yes.", **everything))
    assert (answer.not_applicable_because, answer.missing_owner, answer.missing_due) == ("", None, None)
    answer = say(bench, answer, AnswerInput("partly_met", "Half.", **everything))
    assert (answer.not_applicable_because, answer.missing_owner, answer.missing_due) == ("", bench["member"], DUE)


FAULTS: dict[str, tuple[int, dict[str, Any], dict[str, str]]] = {
    "no answer": (1, {"state": ""}, {"state": "Select your answer"}),
    "not an answer": (1, {"state": "unanswered"}, {"state": "Select your answer"}),
    "met, nothing said": (
        1,
        {"state": "met", "explanation": "  "},
        {
            "explanation": "Say how this is met",
            "evidence": "Add at least one piece of evidence, or select Partly met",
        },
    ),
    "partly met, nothing said": (
        1,
        {"state": "partly_met"},
        {
            "explanation": "Say what is met and what is missing",
            "owner": "Select who will complete the missing part",
            "due": "Enter the date by which the missing part will be complete",
        },
    ),
    "not met, nothing said": (1, {"state": "not_met"}, {"explanation": "Say why this is not met yet"}),
    "does not apply, nothing said": (
        1,
        {"state": "not_applicable"},
        {"because": "Say why this question does not apply"},
    ),
    "always applies": (
        2,
        {"state": "not_applicable", "because": "Because"},
        {"state": "This question always applies. Select Met, Partly met or Not met yet"},
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_an_incomplete_answer_says_what_is_missing(case: str, bench: Council) -> None:
    number, said, faults = FAULTS[case]
    answer = row(bench.cycle(), number)
    with finds(faults):
        say(bench, answer, AnswerInput(**said))


def test_somebody_who_left_completes_nothing(bench: Council) -> None:
    bench.people["member"].is_active = False
    bench.people["member"].save()
    answer = row(bench.cycle())
    with finds({"owner": "Select who will complete the missing part"}):
        say(bench, answer, AnswerInput("partly_met", "Half.", owner=bench["member"], due=DUE))


def test_the_second_of_two_who_edit_one_answer_is_told(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    answer = row(cycle)
    say(bench, answer, AnswerInput("not_met", "Not yet."))
    with refuses("This was changed while you were working on it", Stale):
        say(bench, answer, AnswerInput("not_met", "Mine."), by="member")


def test_two_people_answer_two_questions_side_by_side(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    one, two = row(cycle, 1), row(cycle, 2)
    say(bench, one, AnswerInput("not_met", "One."))
    say(bench, two, AnswerInput("not_met", "Two."), by="member")
    assert [row(cycle, number).explanation for number in (1, 2)] == ["One.", "Two."]


def test_saying_the_same_again_changes_nothing(bench: Council) -> None:
    answer = say(bench, row(bench.cycle()), AnswerInput("not_met", "Not yet."))
    with watching(bench) as written:
        again = say(bench, answer, AnswerInput("not_met", " Not yet. ", owner=bench["member"]))
    assert (again.version, again.revisions.count(), written.verbs) == (1, 1, [])


def test_evidence_is_attached_once_and_only_from_its_own_cycle(bench: Council) -> None:
    cycle, other = bench.cycle(), bench.cycle(service_name="Libraries")
    evidence = play.add_evidence(cycle, "Survey", at=NOW)
    with watching(bench) as written:
        answer = attach_evidence(row(cycle), evidence, actor=bench["lead"], at=NOW)
        attach_evidence(answer, evidence, actor=bench["lead"], at=NOW)
    assert written.verbs == ["evidence_attached"]
    assert AnswerRevision.objects.get(answer=answer).evidence_ids == [evidence.pk]
    with finds({"evidence": "Select evidence of this cycle"}):
        attach_evidence(row(other), evidence, actor=bench["lead"], at=NOW)


def test_evidence_is_taken_off_and_stays_in_the_cycle(bench: Council) -> None:
    answer = attach(bench, row(bench.cycle()))
    evidence = answer.evidence.get()
    with watching(bench) as written:
        detach_evidence(answer, evidence, actor=bench["lead"], at=NOW)
        detach_evidence(answer, evidence, actor=bench["lead"], at=NOW)
    assert (written.verbs, answer.evidence.count()) == (["evidence_detached"], 0)
    assert evidence.cycle.evidence.count() == 1


def _say_otherwise(council: Council, answer: Answer) -> None:
    say(council, answer, AnswerInput("met", "Otherwise."))


def _detach(council: Council, answer: Answer) -> None:
    detach_evidence(answer, answer.evidence.all()[0], actor=council["lead"], at=NOW)


@pytest.mark.parametrize("change", [_say_otherwise, attach, _detach])
@pytest.mark.parametrize("given", [True, False])
def test_a_word_on_the_answer_lapses_when_it_changes(given: bool, change: Any, bench: Council) -> None:
    answer = play.answer(row(bench.cycle(), 2), at=NOW)
    play.confirm(answer, at=NOW)
    if not given:
        answer.confirmations.update(state="asked")
    with watching(bench) as written:
        change(bench, answer)
    assert answer.confirmations.get().state == "superseded"
    assert "confirmation_lapsed" in written.verbs
    assert written.told == {("confirmation_lapsed", "adviser")}


def test_answers_of_a_stage_to_come_can_be_prepared(bench: Council) -> None:
    answer = say(bench, row(bench.cycle(), 1, "review"), AnswerInput("not_met", "Too early."))
    assert answer.state == AnswerState.NOT_MET


def test_answers_to_a_passed_gate_are_closed(bench: Council) -> None:
    cycle = bench.cycle_at("plan")
    with refuses("The Analyse gate has been passed, so its answers can no longer be changed."):
        say(bench, row(cycle), AnswerInput("not_met", "Changed my mind."))
