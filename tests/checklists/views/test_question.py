"""The page of one question: answering it, going on, and what is said to those who only read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from approvals.models import Outcome
from checklists.models import Answer, AnswerDraft
from checklists.services.answering import save_draft
from checklists.services.evidencing import add_link
from checklists.services.publishing import publish_answers
from cycles.services.editing import edit_cycle, restrict
from demo import play
from tests.checklists.views.asking import address, errors_of, fresh, met, row, sends, text_of, with_evidence
from tests.council import LARGE, MEDIUM, NOW, SMALL, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn


def answers(client: Client, answer: Answer, state: str, explanation: str = "We asked 200 people.", **more: str) -> str:
    """Where the form leads, which must be away from it."""
    response = client.post(address(answer), sends(answer, state, explanation, **more))
    assert response.status_code == 302, response.status_code
    return str(response["Location"])


def test_it_says_what_is_asked_and_what_good_looks_like(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle(LARGE), 2)
    said = text_of(as_("lead").get(address(answer)))
    assert "Street cleansing, Resident focused, question 2 of 4" in said
    assert "Is it so: Money AN?" in said
    assert "What good looks like. Say who, what and when." in said
    assert "Examples of evidence A summary" in said
    assert "The gate passes only if this question is fully met." in said
    assert "Legal duty. Equality: Equality Act 2010 s149" in said
    assert "“Money AN” is not answered yet: waiting for Priya Nair, since 23 November 2026." in said


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        (1, "or partly met with a condition that completes it. When it does not apply. Only where nobody lives there"),
        (3, "This question is optional: it never blocks the gate."),
    ],
)
def test_it_says_what_the_gate_takes(bench: Council, as_: SignedIn, number: int, rule: str) -> None:
    assert rule in text_of(as_("lead").get(address(row(bench.cycle(LARGE), number))))


def test_does_not_apply_is_offered_only_where_allowed(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    assert "Does not apply" in text_of(as_("lead").get(address(row(cycle, 1))), "fieldset")
    assert "Does not apply" not in text_of(as_("lead").get(address(row(cycle, 2))), "fieldset")


@pytest.mark.parametrize("name", ["lead", "member"])
def test_the_team_answers(bench: Council, as_: SignedIn, name: str) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    answer = row(cycle)
    with_evidence(bench, answer)
    answers(as_(name), answer, "met")
    assert (fresh(answer).state, fresh(answer).answered_by) == ("met", bench[name])


@pytest.mark.parametrize("name", ["other", "assistant", "adviser", "auditor", "admin"])
def test_everybody_else_only_reads(bench: Council, as_: SignedIn, name: str) -> None:
    answer = row(bench.cycle())
    client = as_(name)
    page = client.get(address(answer))
    assert page.status_code == 200
    assert "You can read this answer but not change it. Only the team of this cycle can do this." in text_of(page)
    assert "Save and go" not in text_of(page)
    with nothing_written():
        refused = client.post(address(answer), sends(answer, "not_met"))
    assert refused.status_code == 403


def test_councillors_read_it_once_it_is_published(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle_at("plan")
    assert as_("councillor").get(address(row(cycle, stage="plan"))).status_code == 403
    past = row(cycle, stage="analyse")
    assert as_("councillor").get(address(past)).status_code == 403
    publish_answers(cycle, "analyse", actor=bench["lead"], at=NOW)
    assert as_("councillor").get(address(past)).status_code == 200
    assert as_("councillor").get(address(row(cycle, stage="plan"))).status_code == 403
    client = as_("councillor")
    with nothing_written():
        assert client.post(address(past), sends(past, "not_met")).status_code == 403


def test_councillors_see_no_confidential_evidence_and_no_history(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    answer = row(cycle)
    with_evidence(bench, answer, "Open survey")
    secret = add_link(
        cycle,
        "https://example.org/names",
        title="Names of carers",
        dated=NOW.date(),
        good_until=NOW.date(),
        confidential=True,
        actor=bench["lead"],
        at=NOW,
    )
    play.answer(answer, at=NOW, evidence=secret)
    publish_answers(play.pass_gate(cycle, at=NOW), "analyse", actor=bench["lead"], at=NOW)
    page = as_("councillor").get(address(answer)).content.decode()
    assert "Open survey" in page
    assert "Names of carers" not in page


@pytest.mark.parametrize("name", ["question", "question-more", "question-evidence", "question-confirmation"])
def test_what_is_not_there_is_404(bench: Council, as_: SignedIn, name: str) -> None:
    answer = row(bench.cycle())
    assert as_("lead").get(address(answer, name).replace("an-res-1", "an-none-9")).status_code == 404
    assert as_("lead").get(address(answer, name).replace("/analyse/", "/plan/")).status_code == 404
    restrict(answer.cycle, restricted=True, reason="It names a child", actor=bench["lead"], at=NOW)
    assert as_("other").get(address(answer, name)).status_code == 404
    assert as_("other").post(address(answer, name)).status_code == 404


def test_saving_goes_to_the_next_question_that_blocks_and_at_last_to_the_checklist(
    bench: Council, as_: SignedIn
) -> None:
    """From the top again after the last; the third is optional; what is not met yet comes after the unanswered."""
    cycle = bench.cycle(LARGE)
    client = as_("lead")
    assert answers(client, row(cycle, 2), "not_met") == address(row(cycle, 4))
    assert answers(client, row(cycle, 4), "not_met") == address(row(cycle, 1))
    assert answers(client, row(cycle, 1), "not_met") == address(row(cycle, 2))
    cycle.answers.filter(question__stage="analyse").exclude(pk=row(cycle, 1).pk).update(state="not_applicable")
    response = client.post(address(row(cycle, 1)), sends(row(cycle, 1), "not_met", "Not yet."), follow=True)
    assert "“Residents AN” is saved. Nothing else here waits for you and your team." in text_of(response, "body")
    assert response.redirect_chain == [(f"/cycles/{cycle.reference}/analyse/", 302)]


def test_saving_goes_to_the_checklist_where_asked(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    assert answers(as_("lead"), answer, "not_met", do="checklist") == f"/cycles/{answer.cycle.reference}/analyse/"


def test_two_presses_answer_a_question_and_open_the_next(bench: Council, as_: SignedIn) -> None:
    """One choice and one button; the next page says what was saved."""
    cycle = bench.cycle()
    response = as_("lead").post(address(row(cycle)), sends(row(cycle), "not_met"), follow=True)
    assert "“Residents AN” is saved." in text_of(response)
    assert "question 2 of 2" in text_of(response)


def test_whoever_has_to_confirm_is_named_after_saving(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle(), 2)
    with_evidence(bench, answer)
    response = as_("lead").post(address(answer), sends(answer, "met"), follow=True)
    assert "“Money AN” is saved. It still needs to be confirmed by: Finance." in text_of(response)


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"state": ""}, ["Select your answer"]),
        ({"state": "excellent"}, ["Select your answer"]),
        ({"state": "unanswered"}, ["Select your answer"]),
        ({"explanation": ""}, ["Say how this is met", "Add at least one piece of evidence, or select Partly met"]),
        ({}, ["Add at least one piece of evidence, or select Partly met"]),
        ({"state": "not_met", "explanation": " \n "}, ["Say why this is not met yet"]),
        ({"state": "partly_met", "explanation": ""}, ["Say what is met and what is missing"]),
        ({"explanation": "x" * 4001}, ["Your explanation must be 4,000 characters or fewer"]),
        ({"explanation": "x" * 1_000_000}, ["Your explanation must be 4,000 characters or fewer"]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    bench: Council, as_: SignedIn, sent: dict[str, str], errors: list[str]
) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    with nothing_written():
        response = client.post(address(answer), sends(answer, "met") | sent)
    assert response.status_code == 200
    assert errors_of(response) == errors


def test_does_not_apply_is_refused_where_it_is_not_allowed(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle(), 2), as_("lead")
    with nothing_written():
        assert errors_of(client.post(address(answer), sends(answer, "not_applicable"))) == ["Select your answer"]


def test_what_was_typed_is_kept_beside_an_error(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    page = as_("lead").post(address(answer), sends(answer, "met", "<b>200</b> people & more")).content.decode()
    assert "&lt;b&gt;200&lt;/b&gt; people &amp; more</textarea>" in page
    assert 'value="met" checked' in page


def test_hostile_words_are_shown_as_words(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    answers(as_("lead"), answer, "not_met", "<script>alert(1)</script>\x00\u202ereversed")
    assert fresh(answer).explanation == "<script>alert(1)</script>reversed"
    assert "<script>alert(1)" not in as_("other").get(address(answer)).content.decode()


def test_fields_that_the_form_does_not_have_change_nothing(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    more: dict[str, Any] = {
        "answered_by": bench["other"].pk,
        "set_aside_because": "no",
        "cycle": 999,
        "stage": "closed",
    }
    as_("lead").post(address(answer), sends(answer, "not_met", **more))
    now = fresh(answer)
    assert (now.answered_by, now.set_aside_because, now.cycle) == (bench["lead"], "", answer.cycle)


def test_a_sealed_answer_is_read_only_and_keeps_what_was_typed(bench: Council, as_: SignedIn) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    answer, client = row(cycle), as_("lead")
    play.put(cycle, at=NOW)
    assert "waiting for a decision since 23 November 2026" in text_of(client.get(address(answer)))
    refused = client.post(address(answer), sends(answer, "not_met", "I had begun to write this."))
    assert refused.status_code == 403
    assert "What you typed is kept for you on the page of this question." in text_of(refused)
    assert fresh(answer).state == "met"
    assert "I had begun to write this." in text_of(client.get(address(answer)))
    assert client.post(address(answer), {"do": "discard"}).status_code == 302
    assert not AnswerDraft.objects.exists()


def test_a_question_set_aside_says_why_and_takes_no_answer(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(MEDIUM)
    answer = row(cycle, 3)
    edit_cycle(cycle, {"whole_life_value": SMALL}, actor=bench["lead"], at=NOW, seen_version=cycle.version)
    assert "This question was set aside: it is not asked of the small tier." in text_of(
        as_("lead").get(address(answer))
    )
    assert as_("lead").post(address(answer), sends(answer, "not_met")).status_code == 403
    assert fresh(answer).state == "unanswered"


def test_a_stage_to_come_can_be_answered_without_talk_of_its_gate(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle(), stage="do")
    assert "waiting for Priya Nair" not in text_of(as_("lead").get(address(answer)))
    answers(as_("lead"), answer, "not_met")
    assert fresh(answer).state == "not_met"


def test_who_sent_it_back_and_why_stands_above_it(bench: Council, as_: SignedIn) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    submission, answer = play.put(cycle, at=NOW), row(cycle)
    ruled = play.ruling(submission, Outcome.RETURN, reasons="Ask the carers too.", reopened=[answer.question.code])
    play.sign(submission, at=NOW, ruled=ruled)
    client = as_("lead")
    assert "Sent back by Grace Holland on 23 November 2026. Ask the carers too." in text_of(client.get(address(answer)))
    answers(client, fresh(answer), "met", "The carers agree.")
    assert "Sent back by" not in text_of(client.get(address(answer)), "main")


def test_what_is_missing_is_told_beside_the_words(bench: Council, as_: SignedIn) -> None:
    answer = play.answer(row(bench.cycle()), at=NOW, state="partly_met")
    said = text_of(as_("lead").get(address(answer)))
    assert "Priya Nair will complete the missing part. Due 7 January 2027. Change this" in said
    answer = play.answer(row(bench.cycle(service_name="Libraries")), at=NOW, state="not_applicable")
    assert "It does not apply because: The rule for leaving this out fits" in text_of(as_("lead").get(address(answer)))


def test_history_tells_what_happened_newest_first(bench: Council, as_: SignedIn) -> None:
    answer = met(bench, row(bench.cycle()))
    answers(as_("lead"), answer, "not_met", "The survey was withdrawn.")
    said = text_of(as_("other").get(address(answer)))
    assert said.index("Changed to not met yet Priya Nair") < said.index("Answered met Priya Nair")


def test_a_draft_is_theirs_alone(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    answer = row(cycle)
    save_draft(answer, state="met", explanation="Half a thought", version=0, actor=bench["lead"], at=NOW)
    mine = text_of(as_("lead").get(address(answer)))
    assert "This is your draft from 23 November 2026 at 9:00am. Nobody else sees it until you save." in mine
    assert "Half a thought" in mine
    for name in ("member", "other"):
        assert "Half a thought" not in text_of(as_(name).get(address(answer)))


def test_a_draft_of_a_version_that_never_was_is_shown_as_any_other(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    client.post(address(answer, "question-draft"), {"state": "met", "explanation": "Half a thought", "version": 7})
    assert AnswerDraft.objects.get().version == 7
    said = text_of(client.get(address(answer)))
    assert "This is your draft" in said
    assert "changed the answer" not in said


def test_a_draft_can_be_discarded_and_goes_when_saved(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    save_draft(answer, state="met", explanation="Half a thought", version=0, actor=bench["lead"], at=NOW)
    client.post(address(answer), {"do": "discard"})
    assert not AnswerDraft.objects.exists()
    save_draft(answer, state="met", explanation="Half a thought", version=0, actor=bench["lead"], at=NOW)
    answers(client, answer, "not_met", "A whole thought")
    assert not AnswerDraft.objects.exists()


def test_adding_evidence_keeps_what_is_typed(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    assert answers(client, answer, "", "Half a thought", do="evidence") == address(answer, "question-evidence")
    assert fresh(answer).state == "unanswered"
    with_evidence(bench, answer)
    page = client.get(address(answer))
    assert "Half a thought" in text_of(page)
    assert "changed the answer" not in text_of(page)
    assert f'name="version" value="{fresh(answer).version}"' in page.content.decode()


def test_evidence_is_taken_off_without_losing_what_is_typed(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    evidence = with_evidence(bench, answer)
    response = client.post(address(answer), sends(answer, "", "Half a thought", remove=evidence.pk), follow=True)
    assert "“Survey” is no longer evidence for this answer. It stays in the cycle." in text_of(response)
    assert "Half a thought" in text_of(response)
    assert not answer.evidence.exists()
    assert answer.cycle.evidence.exists()


@pytest.mark.parametrize("pk", ["", "0", "-1", "x", "9" * 40, "1.5", "²"])
def test_a_button_for_evidence_that_is_not_there_does_nothing(bench: Council, as_: SignedIn, pk: str) -> None:
    answer = row(bench.cycle())
    with_evidence(bench, answer)
    assert answers(as_("lead"), answer, "", "Half a thought", remove=pk) == address(answer)
    assert answer.evidence.count() == 1


def test_the_draft_address_keeps_words_for_who_may_answer(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    url = address(answer, "question-draft")
    words = {"state": "met", "explanation": "Half a thought", "version": 0}
    assert as_("lead").post(url, words).json() == {"saved": "9:00am"}
    draft = AnswerDraft.objects.get()
    assert (draft.user, draft.state, draft.explanation) == (bench["lead"], "met", "Half a thought")
    assert as_("other").post(url, words).status_code == 403
    assert as_("councillor").post(url, words).status_code == 403
    assert as_("nobody").post(url, words).status_code == 404
    assert as_("lead").get(url).status_code == 405
    assert AnswerDraft.objects.count() == 1
    assert fresh(answer).state == "unanswered"


def test_a_draft_too_long_or_of_no_answer_is_not_kept(bench: Council, as_: SignedIn) -> None:
    url = address(row(bench.cycle()), "question-draft")
    assert as_("lead").post(url, {"state": "met", "explanation": "x" * 9000}).status_code == 400
    assert as_("lead").post(url, {"state": "excellent", "explanation": "x"}).status_code == 400
    assert not AnswerDraft.objects.exists()


def test_a_draft_that_arrives_after_it_was_saved_is_no_draft(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    answers(client, answer, "not_met", "Nobody was asked yet.")
    late = {"state": "not_met", "explanation": "Nobody was asked yet.", "version": 0}
    assert client.post(address(answer, "question-draft"), late).json() == {"saved": ""}
    assert not AnswerDraft.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1e3"])
def test_a_page_that_lost_its_version_is_treated_as_an_old_one(bench: Council, as_: SignedIn, version: str) -> None:
    answer, client = met(bench, row(bench.cycle())), as_("lead")
    with nothing_written():
        response = client.post(address(answer), sends(answer, "not_met", version=version))
    assert response.status_code == 409


def test_reads_the_same_number_of_times_for_any_amount_of_evidence(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = row(bench.cycle(LARGE), 2), row(bench.cycle(LARGE, service_name="Libraries"), 2)
    with_evidence(bench, few)
    for number in (1, 2, 3):
        with_evidence(bench, many, f"Survey {number}")
    client, addresses = as_("lead"), [address(few), address(many)]
    client.get(address(few))
    for url in addresses:
        with django_assert_num_queries(15):
            client.get(url)


@pytest.mark.parametrize("name", ["question", "question-more", "question-evidence", "question-confirmation"])
def test_needs_sign_in(bench: Council, name: str) -> None:
    response = Client().get(address(row(bench.cycle()), name))
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_every_form_needs_its_token(bench: Council) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bench["lead"])
    answer = row(bench.cycle())
    with nothing_written():
        for name in ("question", "question-draft", "question-evidence", "question-confirmation"):
            assert client.post(address(answer, name), sends(answer, "not_met")).status_code == 403
