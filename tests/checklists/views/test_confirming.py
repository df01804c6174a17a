"""Asking an adviser, and what they say; the word of somebody who does not sign in, as the lead records it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Role
from checklists.models import Answer, Confirmation, ConfirmationState
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.confirming import ask_confirmation, give_confirmation
from demo import play
from tests.checklists.views.asking import address, errors_of, met, row, text_of, with_evidence
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written, watching
from tests.cycles.views.conftest import SignedIn

FINANCE, OUTSIDE = 2, 4


def page_of(answer: Answer) -> str:
    return address(answer, "question-confirmation")


def asked(council: Council, adviser: str = "adviser") -> Confirmation:
    """A met answer that Finance has been asked to confirm."""
    answer = met(council, row(council.cycle(), FINANCE))
    confirmation = ask_confirmation(answer, council[adviser], actor=council["lead"], at=NOW)
    confirmation.answer.cycle = answer.cycle
    return confirmation


def word(confirmation: Confirmation, action: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "confirmation": confirmation.pk} | more


def recorded(answer: Answer, **more: Any) -> dict[str, Any]:
    said = {"action": "record", "name": "Ann Smith, Acme Ltd", "on_day": "20", "on_month": "11", "on_year": "2026"}
    evidence = answer.evidence.first()
    return said | {"evidence": evidence.pk if evidence else "", "version": answer.version} | more


def state_of(answer: Answer) -> str:
    return answer.confirmations.get().state


def test_the_team_asks_an_adviser(bench: Council, as_: SignedIn) -> None:
    answer = met(bench, row(bench.cycle(), FINANCE))
    client = as_("lead")
    assert "Finance must confirm this answer before it counts as met." in text_of(client.get(address(answer)), "aside")
    with watching(bench) as written:
        response = client.post(page_of(answer), {"action": "ask", "adviser": bench["adviser"].pk}, follow=True)
    assert "Ruth Adeyemi is asked to confirm “Money AN”." in text_of(response)
    assert "Ruth Adeyemi, Finance, was asked by Priya Nair on 23 November 2026." in text_of(response, "aside")
    assert written.told == {("confirmation_asked", "adviser")}


def test_where_nobody_has_the_specialism_the_page_says_whom_to_ask_for_it(bench: Council, as_: SignedIn) -> None:
    answer = met(bench, row(bench.cycle(), FINANCE))
    Role.objects.filter(kind="adviser").delete()
    said = "There is nobody else to ask: an administrator has to give somebody the role Finance first."
    for page in (address(answer), page_of(answer)):
        shown = text_of(as_("lead").get(page))
        assert said in shown
        assert "Ask to confirm" not in shown


def test_only_those_who_may_confirm_are_offered(bench: Council, as_: SignedIn) -> None:
    answer = met(bench, row(bench.cycle(team=[bench["adviser2"]]), FINANCE), by="adviser2")
    offered = text_of(as_("lead").get(page_of(answer)), "select")
    assert offered == (
        "Select a person Ruth Adeyemi, Adviser, Community Safety, Contract manager, Democratic Services, Equality,"
        " Finance, Information Governance, Legal, Procurement, Public Health"
    )


@pytest.mark.parametrize("adviser", ["", "0", "x", "9" * 40])
def test_somebody_must_be_chosen(bench: Council, as_: SignedIn, adviser: str) -> None:
    answer, client = met(bench, row(bench.cycle(), FINANCE)), as_("lead")
    with nothing_written():
        response = client.post(page_of(answer), {"action": "ask", "adviser": adviser})
    assert errors_of(response)[0].startswith("Select who you want to ask")


@pytest.mark.parametrize("name", ["lead", "other", "assistant"])
def test_nobody_else_can_be_asked(bench: Council, as_: SignedIn, name: str) -> None:
    answer, client = met(bench, row(bench.cycle(), FINANCE)), as_("lead")
    with nothing_written():
        errors_of(client.post(page_of(answer), {"action": "ask", "adviser": bench[name].pk}))


def test_before_an_answer_the_team_is_told_to_answer_first(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle(), FINANCE), as_("lead")
    first = "Answer the question Met or Partly met before somebody confirms it."
    assert first in text_of(client.get(address(answer)), "aside")
    with nothing_written():
        refused = client.post(page_of(answer), {"action": "ask", "adviser": bench["adviser"].pk})
    assert refused.status_code == 403
    assert first in text_of(refused)


def test_the_adviser_confirms_from_the_page_of_the_question(bench: Council, as_: SignedIn) -> None:
    confirmation = asked(bench)
    answer, client = confirmation.answer, as_("adviser")
    page = client.get(address(answer))
    assert "Confirm this answer" in text_of(page, "aside")
    assert f'name="confirmation" value="{confirmation.pk}"' in page.content.decode()
    response = client.post(page_of(answer), word(confirmation, "give", note="Checked with the ledger."), follow=True)
    assert "You confirmed “Money AN”." in text_of(response)
    assert "Checked with the ledger." in text_of(response, "aside")
    assert state_of(answer) == ConfirmationState.GIVEN


def test_the_adviser_says_why_not(bench: Council, as_: SignedIn) -> None:
    confirmation = asked(bench)
    answer = confirmation.answer
    with watching(bench) as written:
        said = word(confirmation, "refuse", reason="The figures are of 2023.")
        response = as_("adviser").post(page_of(answer), said, follow=True)
    assert "The team is told that you cannot confirm “Money AN”." in text_of(response)
    assert written.told == {("confirmation_refused", "lead")}
    shown = text_of(as_("lead").get(address(answer)))
    assert "Not confirmed Ruth Adeyemi, Finance, on 23 November 2026. The figures are of 2023." in shown


@pytest.mark.parametrize(
    ("action", "said", "error"),
    [
        ("refuse", {"reason": ""}, "Say why you cannot confirm this, so that the team can put it right"),
        ("refuse", {"reason": " \n "}, "Say why you cannot confirm this, so that the team can put it right"),
        ("refuse", {"reason": "x" * 2001}, "Your reason must be 2,000 characters or fewer"),
        ("give", {"note": "x" * 2001}, "Your note must be 2,000 characters or fewer"),
    ],
)
def test_words_of_an_adviser_that_will_not_do(
    bench: Council, as_: SignedIn, action: str, said: dict[str, str], error: str
) -> None:
    confirmation, client = asked(bench), as_("adviser")
    with nothing_written():
        response = client.post(page_of(confirmation.answer), word(confirmation, action, **said))
    assert errors_of(response) == [error]


@pytest.mark.parametrize("name", ["lead", "member", "other", "adviser2", "assistant", "auditor", "superuser"])
@pytest.mark.parametrize("action", ["give", "refuse"])
def test_nobody_speaks_for_the_adviser(bench: Council, as_: SignedIn, name: str, action: str) -> None:
    confirmation, client = asked(bench), as_(name)
    with nothing_written():
        response = client.post(page_of(confirmation.answer), word(confirmation, action, reason="No"))
    assert response.status_code in (403, 404)
    assert state_of(confirmation.answer) == ConfirmationState.ASKED


def test_an_adviser_withdraws_their_word_with_a_reason(bench: Council, as_: SignedIn) -> None:
    confirmation, client = asked(bench), as_("adviser")
    answer = confirmation.answer
    give_confirmation(confirmation, actor=bench["adviser"], at=NOW)
    assert "Withdraw your confirmation" in text_of(client.get(address(answer)), "aside")
    with nothing_written():
        bare = client.post(page_of(answer), word(confirmation, "withdraw", reason=""))
    assert errors_of(bare) == ["Say why you withdraw your confirmation"]
    client.post(page_of(answer), word(confirmation, "withdraw", reason="The ledger was wrong."))
    assert state_of(answer) == ConfirmationState.WITHDRAWN
    shown = text_of(as_("lead").get(address(answer)))
    assert "Confirmation withdrawn Ruth Adeyemi, Finance, on 23 November 2026. The ledger was wrong." in shown
    assert "No longer confirmed by Ruth Adeyemi, Finance." in text_of(
        client.get(reverse("stage", args=[answer.cycle.reference, "analyse"]))
    )


def test_a_word_on_a_text_that_changed_meanwhile_is_not_taken(bench: Council, as_: SignedIn) -> None:
    """The answer changed and the adviser was asked again: they confirm what they read, or nothing."""
    confirmation, client = asked(bench), as_("adviser")
    answer = Answer.objects.get(pk=confirmation.answer_id)
    answer = save_answer(answer, AnswerInput("met", "Other"), actor=bench["lead"], at=NOW, seen_version=answer.version)
    again = ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    with nothing_written():
        response = client.post(page_of(confirmation.answer), word(confirmation, "refuse", reason="I checked it."))
    assert response.status_code == 409
    assert errors_of(response) == [
        "This answer changed after you opened the page. Read it as it is now before you go on."
    ]
    page = response.content.decode()
    assert "I checked it.</textarea>" in page
    assert f'name="confirmation" value="{again.pk}"' in page
    client.post(page_of(confirmation.answer), word(again, "refuse", reason="I checked it."))
    assert Confirmation.objects.get(pk=again.pk).state == ConfirmationState.REFUSED


def test_a_word_that_is_no_longer_asked_says_so(bench: Council, as_: SignedIn) -> None:
    confirmation, client = asked(bench), as_("adviser")
    answer = Answer.objects.get(pk=confirmation.answer_id)
    save_answer(answer, AnswerInput("not_met", "Other"), actor=bench["lead"], at=NOW, seen_version=answer.version)
    with nothing_written():
        response = client.post(page_of(confirmation.answer), word(confirmation, "give"))
    assert response.status_code == 403
    assert "This confirmation is no longer open: the answer has changed." in text_of(response)


@pytest.mark.parametrize("action", ["give", "refuse", "withdraw"])
@pytest.mark.parametrize("pk", ["", "0", "x", "-1", "9" * 40])
def test_a_word_on_nothing_is_refused(bench: Council, as_: SignedIn, action: str, pk: str) -> None:
    answer, client = met(bench, row(bench.cycle(), FINANCE)), as_("adviser")
    with nothing_written():
        response = client.post(page_of(answer), {"action": action, "confirmation": pk, "reason": "No"})
    assert response.status_code == 403


@pytest.mark.parametrize("action", ["", "drop", "give "])
def test_an_unknown_action_shows_the_page(bench: Council, as_: SignedIn, action: str) -> None:
    confirmation, client = asked(bench), as_("adviser")
    with nothing_written():
        assert client.post(page_of(confirmation.answer), word(confirmation, action)).status_code == 200


def test_a_question_that_needs_nobody_says_so(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    assert "This question needs nobody else’s confirmation." in text_of(as_("lead").get(page_of(answer)))
    assert "Confirmation" not in text_of(as_("lead").get(address(answer)), "aside")


def test_the_lead_records_the_word_of_somebody_outside(bench: Council, as_: SignedIn) -> None:
    answer = met(bench, row(bench.cycle(LARGE), OUTSIDE))
    client = as_("lead")
    assert "Record their confirmation" in text_of(client.get(address(answer)), "aside")
    response = client.post(page_of(answer), recorded(answer), follow=True)
    said = text_of(response)
    assert "Recorded that Ann Smith, Acme Ltd confirmed “Providers AN”." in said
    assert "Ann Smith, Acme Ltd, Provider, on 20 November 2026, as recorded by Priya Nair" in said
    assert state_of(answer) == ConfirmationState.GIVEN


@pytest.mark.parametrize("name", ["member", "other", "assistant", "adviser"])
def test_nobody_but_the_lead_records_it(bench: Council, as_: SignedIn, name: str) -> None:
    answer, client = met(bench, row(bench.cycle(LARGE, team=[bench["member"]]), OUTSIDE)), as_(name)
    with nothing_written():
        assert client.post(page_of(answer), recorded(answer)).status_code == 403


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"name": ""}, ["Enter the name of the person who confirmed this"]),
        ({"name": "x" * 121}, ["Their name must be 120 characters or fewer"]),
        ({"on_day": "", "on_month": "", "on_year": ""}, ["Enter the date when they confirmed this"]),
        ({"on_day": "31", "on_month": "2"}, ["Date they confirmed it must be a real date"]),
        ({"on_day": "24"}, ["Date they confirmed it must be today or in the past"]),
        ({"evidence": ""}, ["Select the evidence that shows it"]),
        ({"evidence": "999999"}, ["Select the evidence that shows it from the list"]),
    ],
)
def test_records_that_will_not_do(bench: Council, as_: SignedIn, sent: dict[str, str], errors: list[str]) -> None:
    answer, client = met(bench, row(bench.cycle(LARGE), OUTSIDE)), as_("lead")
    with nothing_written():
        assert errors_of(client.post(page_of(answer), recorded(answer, **sent))) == errors


def test_evidence_of_another_cycle_shows_nothing_here(bench: Council, as_: SignedIn) -> None:
    answer, client = met(bench, row(bench.cycle(LARGE), OUTSIDE)), as_("lead")
    foreign = play.add_evidence(bench.cycle(service_name="Libraries"), "Letter", at=NOW)
    with nothing_written():
        said = errors_of(client.post(page_of(answer), recorded(answer, evidence=foreign.pk)))
    assert said == ["Select the evidence that shows it from the list"]


def test_a_record_on_a_text_that_changed_meanwhile_is_not_taken(bench: Council, as_: SignedIn) -> None:
    answer, client = met(bench, row(bench.cycle(LARGE, team=[bench["member"]]), OUTSIDE)), as_("lead")
    sent = recorded(answer)
    with_evidence(bench, answer, "A newer survey", by="member")
    with nothing_written():
        response = client.post(page_of(answer), sent)
    assert response.status_code == 409
    assert "Ann Smith, Acme Ltd" in response.content.decode()


@pytest.mark.parametrize("name", ["lead", "other", "adviser", "auditor"])
def test_officers_read_the_page(bench: Council, as_: SignedIn, name: str) -> None:
    assert as_(name).get(page_of(asked(bench).answer)).status_code == 200


def test_councillors_do_not_before_the_gate(bench: Council, as_: SignedIn) -> None:
    assert as_("councillor").get(page_of(asked(bench).answer)).status_code == 403
