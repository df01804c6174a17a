"""The story of one answer, and the drafts beside it."""

from __future__ import annotations

from datetime import date, timedelta

from checklists.models import Answer, AnswerDraft
from checklists.policies.answering import advisers_for, may_confirm
from checklists.presenters.answer_history import answer_history, changes_since, revisions_of
from checklists.services.answering import AnswerInput, attach_evidence, detach_evidence, save_answer, save_draft
from checklists.services.confirming import (
    ask_confirmation,
    give_confirmation,
    record_outside_confirmation,
    refuse_confirmation,
    withdraw_confirmation,
)
from demo import play
from tests.council import LARGE, NOW, Council

FINANCE, OUTSIDE = 2, 4


def row(council: Council, number: int = 1) -> Answer:
    return council.cycle(LARGE).answers.get(question__stage="analyse", question__code__endswith=f"-{number}")


def test_texts_and_evidence_are_told_newest_first(bench: Council) -> None:
    answer, lead = row(bench), bench["lead"]
    evidence = play.add_evidence(answer.cycle, "Survey", at=NOW)
    answer = save_answer(answer, AnswerInput("not_met", "No"), actor=lead, at=NOW, seen_version=0)
    answer = save_answer(answer, AnswerInput("not_met", "Not yet"), actor=lead, at=NOW, seen_version=1)
    answer = attach_evidence(answer, evidence, actor=lead, at=NOW)
    answer = save_answer(answer, AnswerInput("met", "Yes"), actor=lead, at=NOW, seen_version=3)
    answer = detach_evidence(answer, evidence, actor=lead, at=NOW + timedelta(hours=1))
    assert [told.title for told in answer_history(answer, revisions_of(answer))] == [
        "Took off evidence: Survey",
        "Changed to met",
        "Added evidence: Survey",
        "Changed the explanation",
        "Answered not met yet",
    ]
    assert [told.title for told in changes_since(answer, 3)] == ["Took off evidence: Survey", "Changed to met"]


def test_a_refusal_and_what_became_of_it_are_told(bench: Council) -> None:
    answer, later = play.answer(row(bench, FINANCE), at=NOW), NOW + timedelta(hours=1)
    asked = ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    refuse_confirmation(asked, reason="Old figures", actor=bench["adviser"], at=later)
    answer = Answer.objects.get(pk=answer.pk)
    save_answer(answer, AnswerInput("not_met", "No"), actor=bench["lead"], at=later, seen_version=answer.version)
    told = {one.title: (one.who, one.text) for one in answer_history(answer, revisions_of(answer))}
    assert told["Asked Ruth Adeyemi to confirm"] == ("Priya Nair", "")
    assert told["Not confirmed"] == ("Ruth Adeyemi", "Old figures")
    assert told["The answer changed after Ruth Adeyemi was asked"] == ("Priya Nair", "")


def test_a_confirmation_is_still_told_once_the_answer_has_changed(bench: Council) -> None:
    answer, later = play.answer(row(bench, FINANCE), at=NOW), NOW + timedelta(hours=1)
    asked = ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    give_confirmation(asked, note="Budget 26/27", actor=bench["adviser"], at=NOW + timedelta(minutes=1))
    answer = Answer.objects.get(pk=answer.pk)
    save_answer(answer, AnswerInput("met", "Other words"), actor=bench["lead"], at=later, seen_version=answer.version)
    assert [(told.title, told.who, told.text) for told in answer_history(answer, revisions_of(answer))][:4] == [
        ("The answer changed, so the confirmation by Ruth Adeyemi no longer counts", "Priya Nair", ""),
        ("Changed the explanation", "Priya Nair", ""),
        ("Confirmed", "Ruth Adeyemi", "Budget 26/27"),
        ("Asked Ruth Adeyemi to confirm", "Priya Nair", ""),
    ]


def test_changed_words_stand_beside_those_before(bench: Council) -> None:
    answer, lead = row(bench), bench["lead"]
    answer = save_answer(answer, AnswerInput("not_met", "We asked ten"), actor=lead, at=NOW, seen_version=0)
    save_answer(answer, AnswerInput("not_met", "We asked twenty"), actor=lead, at=NOW, seen_version=1)
    newest, first = answer_history(answer, revisions_of(answer))
    assert (newest.before, newest.after, first.before) == ("We asked ten", "We asked twenty", "")
    assert [run.text for run in newest.runs[1] if run.differs] == ["twenty"]


def test_a_request_to_somebody_else_is_no_change_of_the_answer(bench: Council) -> None:
    answer, later = play.answer(row(bench, FINANCE), at=NOW), NOW + timedelta(hours=1)
    ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=later)
    ask_confirmation(answer, bench["adviser2"], actor=bench["lead"], at=later)
    assert [(told.title, told.who) for told in answer_history(answer, revisions_of(answer))][:3] == [
        ("Asked Sam Whitby to confirm", "Priya Nair"),
        ("No longer asks Ruth Adeyemi to confirm", "Priya Nair"),
        ("Asked Ruth Adeyemi to confirm", "Priya Nair"),
    ]


def test_an_adviser_who_takes_their_word_back_is_told_apart_from_one_who_refused(bench: Council) -> None:
    answer, later = play.answer(row(bench, FINANCE), at=NOW), NOW + timedelta(hours=1)
    asked = ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    given = give_confirmation(asked, actor=bench["adviser"], at=NOW)
    withdraw_confirmation(given, reason="Wrong year", actor=bench["adviser"], at=later)
    told = answer_history(answer, revisions_of(answer))[0]
    assert (told.title, told.who, told.at, told.text) == (
        "Withdrew the confirmation",
        "Ruth Adeyemi",
        later,
        "Wrong year",
    )


def test_the_word_of_somebody_outside_is_told_once(bench: Council) -> None:
    answer = play.answer(row(bench, OUTSIDE), at=NOW)
    evidence = answer.evidence.get()
    record_outside_confirmation(
        answer, name="Ann Smith", on=date(2026, 11, 20), evidence=evidence, actor=bench["lead"], at=NOW
    )
    assert answer_history(answer, revisions_of(answer))[0].title == "Recorded that Ann Smith confirmed it"
    assert sum("Ann Smith" in told.title for told in answer_history(answer, revisions_of(answer))) == 1


def test_who_may_be_asked_is_who_may_confirm(bench: Council) -> None:
    answer = row(bench, FINANCE)
    play.answer(answer, at=NOW)
    assert advisers_for(answer) == [bench["adviser"], bench["adviser2"]]
    evidence = play.add_evidence(answer.cycle, "Ledger", at=NOW)
    answer.cycle.team.add(bench["adviser2"])
    attach_evidence(answer, evidence, actor=bench["adviser2"], at=NOW)
    assert advisers_for(answer) == [bench["adviser"]]
    assert not may_confirm(bench["adviser2"], answer)


def test_a_draft_goes_with_the_evidence_that_its_writer_adds(bench: Council) -> None:
    answer = row(bench)
    answer.cycle.team.add(bench["member"])
    for name in ("lead", "member"):
        save_draft(answer, state="met", explanation=name, version=0, actor=bench[name], at=NOW)
    attach_evidence(answer, play.add_evidence(answer.cycle, "Survey", at=NOW), actor=bench["lead"], at=NOW)
    versions = dict(AnswerDraft.objects.values_list("user__name", "version"))
    assert versions == {"Priya Nair": 1, "Leanne Cooper": 0}


def test_words_that_the_answer_says_already_are_no_draft(bench: Council) -> None:
    answer = row(bench)
    save_draft(answer, state="not_met", explanation="A", version=0, actor=bench["lead"], at=NOW)
    answer = save_answer(answer, AnswerInput("not_met", "B"), actor=bench["lead"], at=NOW, seen_version=0)
    assert save_draft(answer, state="not_met", explanation="B", version=0, actor=bench["lead"], at=NOW) is None
    assert save_draft(answer, state="", explanation=" ", version=1, actor=bench["lead"], at=NOW) is None
    assert not AnswerDraft.objects.exists()
