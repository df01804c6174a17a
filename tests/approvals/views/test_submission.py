"""The sealed pack as a page: what it holds, who reads it, and the decisions recorded on it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.models import Decision, Submission
from approvals.services.submitting import withdraw
from checklists.services.evidencing import add_link
from checklists.services.publishing import publish_answers
from cycles.models import Cycle
from demo import play
from tests.approvals.views.gates import at, submitted
from tests.checklists.views.asking import errors_of, text_of
from tests.council import LARGE, NOW, SMALL, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn


def test_it_shows_what_was_sealed(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench, LARGE, partly=["AN-RES-1"], note="Look at the villages.")
    said = text_of(as_("adviser").get(at(cycle, "submission", 1)))
    for part in (
        "Submission 1 Waiting for a decision Submitted by Priya Nair, 23 November 2026 at 9:00am",
        "Note from Priya Nair Look at the villages.",
        "Conditions that the team proposes Complete ‘Residents AN’ Owner Priya Nair. Due 7 January 2027",
        "Residents AN Partly met Is it so: Residents AN?",
        "Confirmed by Ruth Adeyemi, Finance, 23 November 2026",
        "Evidence: Analyse file",
        "Whole-life value without VAT £2m",
        submission.digest,
    ):
        assert part in said


def test_a_decision_shows_all_that_was_recorded(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench, not_applicable=["AN-RES-1"])
    play.sign(submission, at=NOW, ruled=play.ruling(submission, reasons="Sound and <b>owned</b>."))
    page = as_("lead").get(at(cycle, "submission", 1))
    said = text_of(page)
    assert "Pass Grace Holland, head of service, 23 November 2026 at 9:00am Sound and <b>owned</b>." in said
    assert "Interests declared None" in said
    assert "Due regard Equality (Equality Act 2010 s149) Analyse file" in said
    assert "Accepted “Residents AN” does not apply" in said


def test_a_corrected_decision_says_what_replaced_it(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    decision = play.sign(submission, at=NOW)
    client = as_("head")
    address = at(cycle, "correct", decision.pk)
    sent = {"outcome": "pass", "reasons": "The meeting was on the 2nd.", "interests": "None", "confirm": "1"}
    client.post(address, sent)
    said = text_of(client.get(at(cycle, "submission", 1)))
    assert "Pass (replaced by a correction on 23 November 2026)" in said
    assert "A correction of Grace Holland’s decision The meeting was on the 2nd." in said


def test_what_changed_since_the_submission_before(bench: Council, as_: SignedIn) -> None:
    cycle, first = submitted(bench)
    withdraw(first, reason="One more thing", actor=bench["lead"], at=NOW)
    play.answer(cycle.answers.get(question__code="AN-RES-1"), at=NOW, state="not_applicable")
    submitted(bench, cycle=cycle)
    said = text_of(as_("lead").get(at(cycle, "submission", 2)))
    assert "What changed since submission 1 “Residents AN” changed from met to does not apply." in said
    assert "Withdrawn by the team on 23 November 2026: One more thing" in text_of(
        as_("lead").get(at(cycle, "submission", 1))
    )


@pytest.mark.parametrize(("name", "status"), [("other", 200), ("auditor", 200), ("councillor", 403), ("nobody", 404)])
def test_who_reads_one_that_stands(bench: Council, as_: SignedIn, name: str, status: int) -> None:
    cycle, _ = submitted(bench)
    assert as_(name).get(at(cycle, "submission", 1)).status_code == status


def test_councillors_read_what_passed_without_confidential_titles(bench: Council, as_: SignedIn) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    secret = add_link(
        cycle,
        "https://documents.example.org/planted",
        title="Planted title",
        dated=NOW.date(),
        good_until=NOW.date(),
        confidential=True,
        actor=bench["lead"],
        at=NOW,
    )
    play.answer(cycle.answers.get(question__code="AN-RES-1"), at=NOW, state="not_met")
    play.answer(cycle.answers.get(question__code="AN-RES-1"), at=NOW, evidence=secret)
    answer = cycle.answers.get(question__code="AN-RES-1")
    answer.evidence.add(secret)
    cycle, submission = submitted(bench, cycle=cycle)
    address, councillor = at(cycle, "submission", 1), as_("councillor")
    play.sign(submission, at=NOW)
    assert "Confidential document" not in councillor.get(address).content.decode()
    publish_answers(cycle, "analyse", actor=bench["lead"], at=NOW)
    page = councillor.get(address).content.decode()
    assert "Planted title" not in page
    assert "documents.example.org/planted" not in page
    assert "Confidential document" in page
    assert "Planted title" in as_("other").get(address).content.decode()


def test_councillors_do_not_read_what_was_returned(bench: Council, as_: SignedIn) -> None:
    cycle, first = submitted(bench)
    play.sign(first, at=NOW, ruled=play.ruling(first, "return", reopened=["AN-RES-1"]))
    play.answer(cycle.answers.get(question__code="AN-RES-1"), at=NOW)
    _, second = submitted(bench, cycle=cycle)
    play.sign(second, at=NOW)
    councillor = as_("councillor")
    assert councillor.get(at(cycle, "submission", 1)).status_code == 403
    assert councillor.get(at(cycle, "submission", 2)).status_code == 200


def test_only_who_may_decide_is_led_to_it(bench: Council, as_: SignedIn) -> None:
    cycle, _ = submitted(bench)
    for name, led in (("head", True), ("lead", False), ("director", False), ("auditor", False)):
        assert ("Decide this gate" in text_of(as_(name).get(at(cycle, "submission", 1)))) is led, name


@pytest.mark.parametrize("rest", ["plan/submissions/1/", "analyse/submissions/2/", "analyse/submissions/99999999999/"])
def test_there_is_no_other(bench: Council, as_: SignedIn, rest: str) -> None:
    cycle, _ = submitted(bench)
    assert as_("lead").get(f"/cycles/{cycle.reference}/gates/{rest}").status_code == 404


def test_it_costs_the_same_at_one_question_and_at_many(bench: Council, as_: SignedIn) -> None:
    counts = []
    client = as_("lead")
    for value in (SMALL, LARGE):
        cycle, _ = submitted(bench, cycle=play.ready(bench.cycle(value, service_name=f"Of {value}"), at=NOW))
        client.get(at(cycle, "submission", 1))
        with CaptureQueriesContext(connection) as queries:
            client.get(at(cycle, "submission", 1))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Corrections


@pytest.fixture
def decided(bench: Council) -> tuple[Cycle, Decision]:
    cycle, submission = submitted(bench)
    return cycle, play.sign(submission, at=NOW)


def test_a_return_is_checked_before_it_is_recorded(as_: SignedIn, decided: tuple[Cycle, Decision]) -> None:
    cycle, decision = decided
    head, address = as_("head"), at(cycle, "correct", decision.pk)
    sent = {"outcome": "return", "reasons": "A mistake", "interests": "None", "reopened": ["AN-RES-1"]}
    with nothing_written():
        said = text_of(head.post(address, sent))
    assert "Check the correction before you record it Corrected decision Return for more work" in said
    assert "To be answered again Residents AN" in said
    assert "the cycle goes back to Analyse, the conditions that were set lapse" in said
    with nothing_written():
        assert "A mistake" in text_of(head.post(address, sent | {"change": "1"}))
    response = head.post(address, sent | {"confirm": "1"})
    assert response["Location"] == at(cycle, "submission", 1)
    assert Cycle.objects.get(pk=cycle.pk).stage == "analyse"
    assert Submission.objects.get().state == "returned"


def test_words_are_corrected_by_their_own_author_alone(
    bench: Council, as_: SignedIn, decided: tuple[Cycle, Decision]
) -> None:
    cycle, decision = decided
    bench.manager("head2", "Imran Shah", "head_of_service")
    sent = {"outcome": "pass", "reasons": "Better words", "interests": "None", "confirm": "1"}
    another = as_("head2")
    with nothing_written():
        response = another.post(at(cycle, "correct", decision.pk), sent)
    assert errors_of(response) == ["A correction keeps the outcome or returns the gate"]
    as_("head").post(at(cycle, "correct", decision.pk), sent)
    assert Decision.objects.latest("pk").reasons == "Better words"


WRONG_CORRECTIONS: list[tuple[dict[str, object], list[str]]] = [
    ({"outcome": ""}, ["Select the corrected decision"]),
    ({"outcome": "stop"}, ["A correction keeps the outcome or returns the gate"]),
    ({"reopened": []}, ["Select the questions that the team must answer again"]),
    ({"reopened": ["AN-RES-9", "'\0--"]}, ["Select questions of this gate"]),
    ({"reasons": " "}, ["Enter the reasons for the correction"]),
    ({"interests": ""}, ["Say which interests you declare, or that you have none"]),
    ({"reasons": "x" * 8001}, ["Reasons for the correction must be 8000 characters or fewer"]),
]


def test_a_correction_says_what_is_missing(as_: SignedIn, decided: tuple[Cycle, Decision]) -> None:
    cycle, decision = decided
    sent = {"outcome": "return", "reasons": "A mistake", "interests": "None", "reopened": ["AN-RES-1"]}
    head = as_("head")
    with nothing_written():
        for changed, errors in WRONG_CORRECTIONS:
            for confirm in ({}, {"confirm": "1"}):
                response = head.post(at(cycle, "correct", decision.pk), sent | changed | confirm)
                assert errors_of(response) == errors


NOT_TO_CORRECT = ["lead", "assistant", "adviser", "auditor", "elsewhere"]


def test_who_could_not_have_signed_does_not_correct(as_: SignedIn, decided: tuple[Cycle, Decision]) -> None:
    cycle, decision = decided
    clients = [as_(name) for name in NOT_TO_CORRECT]
    sent = {"outcome": "pass", "reasons": "No", "interests": "None", "confirm": "1"}
    with nothing_written():
        for client in clients:
            assert client.get(at(cycle, "correct", decision.pk)).status_code == 403
            assert client.post(at(cycle, "correct", decision.pk), sent).status_code == 403
            assert "Correct this decision" not in text_of(client.get(at(cycle, "submission", 1)))


def test_a_decision_of_another_gate_is_not_there(
    bench: Council, as_: SignedIn, decided: tuple[Cycle, Decision]
) -> None:
    cycle, decision = decided
    address = at(cycle, "correct", decision.pk)
    other = bench.cycle(service_name="Another")
    head = as_("head")
    assert head.get(address.replace("/analyse/", "/plan/")).status_code == 404
    assert head.get(address.replace(cycle.reference, other.reference)).status_code == 404
    assert head.get(at(cycle, "correct", 10**12)).status_code == 404
