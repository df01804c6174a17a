"""Deciding over HTTP: who gets the form, what it asks for, and everything that follows to the record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Cover
from approvals.models import Decision, DecisionDraft
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from demo import play
from principles.models import DeliveryRoute
from tests.approvals.views.gates import at, decides, hidden, press, record, seen, submitted
from tests.checklists.views.asking import errors_of, text_of
from tests.council import AUTHORITY, LARGE, NOW, SMALL, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

# Five let a form act once, however often it is pressed; three renew whom advice admits at the new stage.
QUERIES_LAST, QUERIES_FIRST_OF_TWO = 31, 30
HOSTILE = "<script>alert(1)</script>\0'; DROP TABLE cycles_cycle;--"


@pytest.fixture
def head(as_: SignedIn) -> Client:
    return as_("head")


# Reading


def test_the_page_shows_everything_in_its_order(bench: Council, as_: SignedIn) -> None:
    cycle, _ = submitted(bench, LARGE, partly=["AN-RES-4"], not_applicable=["AN-RES-1"], note="Do <look>.")
    said = text_of(as_("assistant").get(at(cycle, "decide")))
    order = [
        "Analyse gate: Street cleansing",
        "What you are asked to decide Whether this cycle can leave Analyse and start Plan. The need is known",
        "It is worth £2 million without VAT over its whole life, and the new arrangement must start by 1 April 2028.",
        "Note from Priya Nair Do <look>.",
        "What is weak Providers AN Partly met",
        "Residents AN Does not apply",
        "When it does not apply. Only where nobody lives there",
        "How it meets our principles 2 of 3 questions are met, 1 partly.",
        "What those who confirmed it say",
        "Your decision Due regard",
        "I have considered: Equality",
        "Read Analyse file",
        "I accept that this does not apply: Residents AN",
        "Pass with conditions Next you set each condition: what, by whom, by when, and who checks it.",
        "The team proposes 1.",
        "Return for more work",
        "Stop this cycle",
        "You cannot choose “Pass”. A mandatory answer is partly met (AN-RES-4), so",
        "Interests you declare",
        "Reasons for your decision",
        "At a glance Whole-life value without VAT £2m",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)


def test_the_page_says_the_sum_with_vat_the_routes_and_who_decides(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE, vat=Decimal(400_000), key_decision=True, decision_maker="executive")
    main = DeliveryRoute.objects.get(edition=cycle.edition, code="procure")
    values = {"delivery_route": main, "other_routes": ["in_house"]}
    cycle = edit_cycle(cycle, values, actor=bench["lead"], at=NOW, seen_version=cycle.details_version)
    submitted(bench, cycle=play.ready(cycle, at=NOW))
    said = text_of(as_("assistant").get(at(cycle, "decide")))
    for part in (
        "It is worth £2 million without VAT over its whole life, £2.4 million with it, and the new arrangement",
        "this way: contract with a supplier, combined with: deliver it ourselves.",
        "Whole-life value without VAT £2m With VAT £2.4m Tier Large Key decision Yes Decision maker Executive",
    ):
        assert part in said, part


def test_a_returned_gate_says_what_changed(bench: Council, head: Client) -> None:
    cycle, first = submitted(bench)
    play.sign(first, at=NOW, ruled=play.ruling(first, "return", reopened=["AN-RES-1"]))
    answer = cycle.answers.get(question__code="AN-RES-1")
    play.answer(answer, at=NOW, state="not_applicable")
    submitted(bench, cycle=cycle)
    said = text_of(head.get(at(cycle, "decide")))
    assert "What changed since it was returned “Residents AN” changed from met to does not apply." in said


def test_earlier_signatures_are_read_before_the_next(bench: Council, as_: SignedIn) -> None:
    cycle = play.pass_gate(bench.cycle(LARGE), at=NOW)
    cycle, submission = submitted(bench, cycle=play.ready(cycle, at=NOW, partly=["PL-RES-1"]))
    ruled = play.ruling(submission, "pass_with_conditions")
    promised = play.promises(submission, bench["adviser"])
    play.sign(submission, at=NOW, ruled=type(ruled)(**(ruled.__dict__ | {"conditions": promised})))
    page = as_("director").get(at(cycle, "decide"))
    said = text_of(page)
    assert "Signed before you Pass with conditions Daniel Okafor, assistant director" in said
    assert "Complete ‘Residents PL’ Owner Priya Nair." in said
    assert "Signature 2 of 2" in said
    assert 'value="stop"' in page.content.decode()


WAITS = "This gate is waiting for Grace Holland, head of service, since 23 November 2026, due 26 November 2026."
OTHERS = [
    ("lead", "Priya Nair leads this cycle, so may not decide this gate."),
    ("assistant", f"{WAITS} From 3 December 2026 the next grade may sign in their place."),
    ("elsewhere", WAITS),
    ("adviser", WAITS),
    ("auditor", WAITS),
    ("admin", WAITS),
]


def test_others_read_it_with_the_reason_and_cannot_post(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    others = [(as_(name), sentence) for name, sentence in OTHERS]
    sent = decides(submission, "pass")
    with nothing_written():
        for client, sentence in others:
            page = client.get(at(cycle, "decide"))
            assert page.status_code == 200
            assert sentence in text_of(page)
            assert "Your decision" not in text_of(page)
            assert sentence in text_of(client.post(at(cycle, "decide"), sent))
            for step in ("decide-conditions", "decide-reopen", "decide-check"):
                assert client.get(at(cycle, step)).status_code == 403
            for step in ("decide", "decide-conditions", "decide-reopen", "decide-check"):
                assert client.post(at(cycle, step), sent).status_code == 403


NOT_TO_READ = [("councillor", 403), ("nobody", 404), ("superuser", 404)]


def test_who_may_not_read_it(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    clients = [(as_(name), status) for name, status in NOT_TO_READ]
    with nothing_written():
        for client, status in clients:
            for step in ("decide", "decide-conditions", "decide-reopen", "decide-check"):
                assert client.get(at(cycle, step)).status_code == status
                assert client.post(at(cycle, step), decides(submission, "pass")).status_code == status


def test_without_a_submission_there_is_the_gate(bench: Council, head: Client) -> None:
    cycle = bench.cycle()
    for step in ("decide", "decide-conditions", "decide-reopen", "decide-check"):
        assert head.get(at(cycle, step))["Location"] in (at(cycle, "gate"), at(cycle, "decide"))


# Filling in


def test_what_is_missing_is_said_beside_its_field(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench, not_applicable=["AN-RES-1"])
    with nothing_written():
        response = head.post(
            at(cycle, "decide"), seen(submission) | {"outcome": "pass", "interests": "", "reasons": " "}
        )
    assert errors_of(response) == [
        "Confirm that you have considered the duty: Equality",
        "Accept that “Residents AN” does not apply, or return the gate",
        "Say which interests you declare, or that you have none",
        "Enter the reasons for your decision",
    ]


def test_nothing_chosen_asks_for_a_decision(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    response = head.post(at(cycle, "decide"), seen(submission) | {"interests": "None", "reasons": "Kept"})
    assert errors_of(response) == ["Select your decision"]
    assert "Kept" in text_of(response)


def test_a_return_needs_no_due_regard(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    sent = seen(submission) | {"outcome": "return", "interests": "None", "reasons": "Say more"}
    assert head.post(at(cycle, "decide"), sent)["Location"] == at(cycle, "decide-reopen")


WRONG = [
    ({"outcome": HOSTILE}, ["Select your decision"]),
    (
        {"outcome": "pass"},
        ["A mandatory answer is partly met (AN-RES-1), so the gate can only pass with conditions"],
    ),
    ({"reasons": "x" * 8001}, ["Reasons for your decision must be 8000 characters or fewer"]),
    ({"interests": "x" * 2001}, ["Interests you declare must be 2000 characters or fewer"]),
    ({"reasons": "\0\0"}, ["Enter the reasons for your decision"]),
]


def test_wrong_values_are_answered_with_what_to_do(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench, partly=["AN-RES-1"])
    with nothing_written():
        for changed, errors in WRONG:
            response = head.post(at(cycle, "decide"), decides(submission, "pass_with_conditions") | changed)
            assert response.status_code == 200
            assert errors_of(response) == errors


def test_what_people_typed_is_shown_as_text(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    press(head, cycle, submission, "pass", reasons=HOSTILE)
    page = head.get(at(cycle, "decide-check")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_it_can_be_kept_for_later(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    sent = seen(submission) | {"reasons": "Half a thought", "interests": "", "later": "1", "due_regard_PSED": "on"}
    assert head.post(at(cycle, "decide"), sent)["Location"] == "/my-work/"
    page = head.get(at(cycle, "decide"))
    assert "Half a thought" in text_of(page)
    assert 'name="due_regard_PSED" value="on" checked' in page.content.decode()
    assert not Decision.objects.exists()
    assert head.get(at(cycle, "decide-check"))["Location"] == at(cycle, "decide")


def test_what_is_too_long_to_keep_is_said_instead_of_cut(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    sent = seen(submission) | {"reasons": "x" * 8001, "interests": "None", "later": "1"}
    assert "Reasons for your decision must be 8000 characters or fewer" in errors_of(
        head.post(at(cycle, "decide"), sent)
    )
    assert not DecisionDraft.objects.exists()


def test_a_draft_is_its_owners_alone(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench, LARGE)
    press(as_("assistant"), cycle, submission, "pass", reasons="Mine alone")
    assert "Mine alone" not in text_of(as_("assistant2").get(at(cycle, "decide")))


# Recording


def test_a_pass_from_the_gate_to_the_record(bench: Council, head: Client) -> None:
    """Gate, three ticks at most, a choice, Continue, Record: no more presses than that."""
    cycle, submission = submitted(bench)
    assert press(head, cycle, submission, "pass") == at(cycle, "decide-check")
    said = text_of(head.get(at(cycle, "decide-check")))
    assert "Decision Pass" in said
    assert "You confirm that you have considered: Equality Analyse file, 24 October 2026" in said
    assert "Submission 1, sealed 23 November 2026 at 9:00am. Nothing has changed since" in said
    assert "When you record this decision, Plan starts. The team is told, and the decision cannot be edited." in said
    response = record(head, cycle)
    assert response["Location"] == at(cycle, "submission", 1)
    done = text_of(head.get(response["Location"]))
    assert "Decision recorded: Pass. Plan has started." in done
    decision = Decision.objects.get()
    assert (decision.decider.name, decision.reasons, decision.interests) == ("Grace Holland", "It is sound.", "None")
    assert [duty["duty"] for duty in decision.due_regard] == ["PSED"]
    assert decision.due_regard[0]["documents"][0]["title"] == "Analyse file"
    assert Cycle.objects.get(pk=cycle.pk).stage == "plan"
    assert not DecisionDraft.objects.exists()


def test_a_return_reopens_the_chosen_questions(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    assert press(head, cycle, submission, "return") == at(cycle, "decide-reopen")
    with nothing_written():
        response = head.post(at(cycle, "decide-reopen"), seen(submission))
        assert errors_of(response) == ["Select the questions that the team must answer again"]
        response = head.post(at(cycle, "decide-reopen"), seen(submission) | {"reopened": ["AN-RES-1", HOSTILE]})
        assert errors_of(response) == ["Select questions of this gate"]
    head.post(at(cycle, "decide-reopen"), seen(submission) | {"reopened": ["AN-RES-1"]})
    said = text_of(head.get(at(cycle, "decide-check")))
    assert "To be answered again Residents AN" in said
    assert "Due regard" not in said
    assert "this submission ends and the team answers those questions again" in said
    record(head, cycle)
    assert Decision.objects.get().reopened_questions == ["AN-RES-1"]
    assert cycle.answers.get(question__code="AN-RES-1").sent_back_by is not None
    assert "The team can submit again." in text_of(head.get(at(cycle, "submission", 1)))


def test_a_stop_says_what_it_ends(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    assert press(head, cycle, submission, "stop") == at(cycle, "decide-check")
    said = text_of(head.get(at(cycle, "decide-check")))
    assert (
        "the cycle stops for good: its answers and evidence can no longer be changed, and no next cycle opens." in said
    )
    record(head, cycle)
    assert Cycle.objects.get(pk=cycle.pk).stage == "stopped"
    assert "The cycle is stopped." in text_of(head.get(at(cycle, "submission", 1)))


def test_the_last_review_opens_the_next_cycle(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench, cycle=play.ready(bench.cycle_at("review"), at=NOW))
    said = text_of(head.get(at(cycle, "decide")))
    assert "Whether this cycle can close. The team says what should come next: commission it again" in said
    press(head, cycle, submission, "pass")
    assert "the cycle closes and the next one opens in Analyse" in text_of(head.get(at(cycle, "decide-check")))
    record(head, cycle)
    assert Cycle.objects.get(previous=cycle).stage == "analyse"


def test_the_first_of_two_signatures_goes_on_to_the_next(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench, cycle=play.ready(bench.cycle_at("plan", LARGE), at=NOW))
    client = as_("assistant2")
    page = client.get(at(cycle, "decide"))
    assert "You cannot choose “Stop this cycle”. Only the last signature of the route can stop the cycle." in text_of(
        page
    )
    press(client, cycle, submission, "pass")
    said = text_of(client.get(at(cycle, "decide-check")))
    assert "the gate goes on to the next signature, executive director (Margaret Ellis)." in said
    record(client, cycle)
    assert "The gate goes on to the next signature." in text_of(client.get(at(cycle, "submission", 1)))
    assert "Waiting for Margaret Ellis" in text_of(client.get(at(cycle, "gate")))


def test_a_stand_in_decides_under_both_names(bench: Council, as_: SignedIn) -> None:
    today = NOW.date()
    Cover.objects.create(person=bench["head"], stand_in=bench["elsewhere"], starts=today, ends=today, created_at=NOW)
    cycle, submission = submitted(bench)
    client = as_("elsewhere")
    assert "You decide for Grace Holland . Both names stand on the decision." in text_of(
        client.get(at(cycle, "decide"))
    )
    press(client, cycle, submission, "pass")
    assert "Decided for Grace Holland" in text_of(client.get(at(cycle, "decide-check")))
    record(client, cycle)
    assert "Oliver Grant for Grace Holland, head of service" in text_of(client.get(at(cycle, "submission", 1)))


def test_a_decision_shows_the_authority_of_a_stand_in(bench: Council, as_: SignedIn) -> None:
    today = NOW.date()
    days = {"starts": today, "ends": today, "created_at": NOW}
    Cover.objects.create(person=bench["head"], stand_in=bench["elsewhere"], **days, **AUTHORITY)
    cycle, submission = submitted(bench)
    client = as_("elsewhere")
    press(client, cycle, submission, "pass")
    record(client, cycle)
    said = "By authority of Scheme of delegation, paragraph 4.2. Reason: Nobody of the grade is free"
    assert said in text_of(client.get(at(cycle, "submission", 1)))


@pytest.mark.parametrize(("value", "statements"), [(SMALL, QUERIES_LAST), (LARGE, QUERIES_FIRST_OF_TWO)])
def test_recording_a_pass_takes_few_statements(
    bench: Council, as_: SignedIn, value: Decimal, statements: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """From what is sent to the redirect; of the transaction the two savepoints that a test makes of it are counted."""
    cycle, submission = submitted(bench, cycle=play.ready(bench.cycle_at("plan", value), at=NOW))
    client = as_("head" if value == SMALL else "assistant")
    press(client, cycle, submission, "pass")
    sent = hidden(client.get(at(cycle, "decide-check")))
    with django_assert_num_queries(statements):
        done = client.post(at(cycle, "decide-check"), sent)
    assert done.status_code == 302
    assert Decision.objects.filter(submission=submission).count() == 1
