"""Conditions that a decider sets: prefilled, added, removed, and what each of them needs."""

from __future__ import annotations

import pytest
from django.test import Client

from approvals.models import Condition, Submission
from demo import play
from tests.approvals.views.gates import at, condition_row, counted, hidden, press, record, seen, submitted
from tests.checklists.views.asking import errors_of, text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

HOSTILE = "<script>alert(1)</script>\0'; DROP TABLE cycles_cycle;--"


@pytest.fixture
def head(as_: SignedIn) -> Client:
    return as_("head")


def test_conditions_are_prefilled_from_what_the_team_proposes(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench, partly=["AN-RES-1"])
    assert press(head, cycle, submission, "pass_with_conditions") == at(cycle, "decide-conditions")
    page = head.get(at(cycle, "decide-conditions"))
    said, sent = text_of(page), hidden(page)
    assert "Condition 1 For the partly met answer to “Residents AN”" in said
    assert "Complete ‘Residents AN’" in said
    assert (sent["conditions-TOTAL_FORMS"], sent["conditions-0-question"]) == ("1", "AN-RES-1")
    people = bench["lead"], bench["adviser"]
    row = condition_row(0, *people, question="AN-RES-1", text="Complete ‘Residents AN’")
    response = head.post(at(cycle, "decide-conditions"), sent | row)
    assert response["Location"] == at(cycle, "decide-check")
    said = text_of(head.get(at(cycle, "decide-check")))
    assert "Condition 1 Complete ‘Residents AN’ Owner Priya Nair. Due 1 March 2027. Checked by Ruth Adeyemi" in said
    record(head, cycle)
    condition = Condition.objects.get()
    assert (condition.owner.name, condition.verifier.name, condition.question_id is not None) == (
        "Priya Nair",
        "Ruth Adeyemi",
        True,
    )


WRONG_ROWS = [
    ({"text": ""}, "Enter what must be done"),
    ({"owner": ""}, "Select who will do it"),
    ({"verifier": ""}, "Select who will check it"),
    ({"verifier": HOSTILE}, "Select a person from the list"),
    ({"due_year": "2025"}, "The day must be today or in the future"),
    ({"due_year": "2090"}, "The day must be within ten years"),
    ({"due_day": "x"}, "Day by which it must be done must be a real date"),
]


def test_a_condition_says_what_is_missing(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    press(head, cycle, submission, "pass_with_conditions")
    with nothing_written():
        for changed, error in WRONG_ROWS:
            row = condition_row(0, bench["lead"], bench["adviser"], **changed)
            response = head.post(at(cycle, "decide-conditions"), seen(submission) | counted(1) | row)
            assert errors_of(response) == [error]


def test_nobody_checks_their_own_condition(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    press(head, cycle, submission, "pass_with_conditions")
    sent = seen(submission) | counted(1) | condition_row(0, bench["lead"], bench["lead"])
    assert errors_of(head.post(at(cycle, "decide-conditions"), sent)) == [
        "Select somebody other than the owner to check it"
    ]


def test_each_partly_met_answer_needs_its_condition(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench, LARGE, partly=["AN-RES-1", "AN-RES-4"])
    client = as_("assistant")
    press(client, cycle, submission, "pass_with_conditions")
    only = condition_row(0, bench["lead"], bench["adviser"], question="AN-RES-1")
    with nothing_written():
        response = client.post(at(cycle, "decide-conditions"), seen(submission) | counted(1) | only)
        assert errors_of(response) == ["Enter a condition for each partly met answer: AN-RES-4"]
        response = client.post(at(cycle, "decide-conditions"), seen(submission) | counted(0))
        assert errors_of(response) == ["Enter at least one condition, or select Pass"]


def test_rows_are_added_and_removed(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    press(head, cycle, submission, "pass_with_conditions")
    assert hidden(head.get(at(cycle, "decide-conditions")))["conditions-TOTAL_FORMS"] == "1"
    people = bench["lead"], bench["adviser"]
    sent = seen(submission) | counted(1) | condition_row(0, *people) | {"add": "1"}
    assert (
        head.post(at(cycle, "decide-conditions"), sent)["Location"] == at(cycle, "decide-conditions") + "?add=1#another"
    )
    page = head.get(at(cycle, "decide-conditions") + "?add=1")
    assert hidden(page)["conditions-TOTAL_FORMS"] == "2"
    sent = seen(submission) | counted(2, 1) | condition_row(0, *people) | condition_row(1, *people) | {"remove": "0"}
    page = head.post(at(cycle, "decide-conditions"), sent)
    assert ("Do thing 0" in text_of(page), "Do thing 1" in text_of(page)) == (False, True)
    assert hidden(page)["conditions-INITIAL_FORMS"] == "0"


def test_the_second_signer_is_not_offered_what_the_first_has_set(bench: Council, as_: SignedIn) -> None:
    ready = play.ready(bench.cycle_at("plan", LARGE), at=NOW, partly=["PL-RES-1"])
    cycle, submission = submitted(bench, cycle=ready)
    client = as_("assistant")
    press(client, cycle, submission, "pass_with_conditions")
    row = condition_row(0, bench["lead"], bench["adviser"], question="PL-RES-1")
    client.post(at(cycle, "decide-conditions"), seen(submission) | counted(1) | row)
    record(client, cycle)
    second = as_("director")
    now = Submission.objects.get(pk=submission.pk)
    press(second, cycle, now, "pass_with_conditions")
    said = text_of(second.get(at(cycle, "decide-conditions")))
    assert "Set by earlier signatures of this gate: Do thing 0 (Priya Nair, due 1 March 2027)" in said
    assert "Complete ‘Residents PL’" not in said


def test_a_page_out_of_turn_leads_back(bench: Council, head: Client) -> None:
    cycle, submission = submitted(bench)
    press(head, cycle, submission, "pass")
    assert head.get(at(cycle, "decide-conditions"))["Location"] == at(cycle, "decide")
    assert head.get(at(cycle, "decide-reopen"))["Location"] == at(cycle, "decide")
    press(head, cycle, submission, "return")
    assert head.get(at(cycle, "decide-check"))["Location"] == at(cycle, "decide-reopen")
    press(head, cycle, submission, "pass_with_conditions")
    assert head.get(at(cycle, "decide-check"))["Location"] == at(cycle, "decide-conditions")
