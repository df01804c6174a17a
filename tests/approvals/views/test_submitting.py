"""Submitting over HTTP: the note, the conditions proposed, what comes next, the check, the seal; and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from approvals.models import Submission
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from demo import play
from tests.approvals.views.gates import at, condition_row, counted, hidden, submitted
from tests.checklists.views.asking import errors_of, text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn
from unsaved.models import KeptDraft


def row(council: Council, place: int = 0, /, **more: Any) -> dict[str, Any]:
    """One proposed condition: what the deciders' pages send, without who checks it."""
    sent = condition_row(place, council["adviser"], council["adviser"], **more)
    del sent[f"conditions-{place}-verifier"]
    return sent


@pytest.fixture
def ready(bench: Council) -> Cycle:
    return play.ready(bench.cycle(), at=NOW)


@pytest.fixture
def lead(as_: SignedIn) -> Client:
    return as_("lead")


def test_a_gate_is_submitted_in_three_presses(ready: Cycle, lead: Client) -> None:
    assert at(ready, "submit") in lead.get(at(ready, "gate")).content.decode()
    response = lead.post(at(ready, "submit"), counted(0) | {"note": "Please decide <soon>."})
    assert response["Location"] == at(ready, "submit-check")
    check = lead.get(at(ready, "submit-check"))
    assert "Please decide <soon>." in text_of(check)
    assert not Submission.objects.exists()
    done = lead.post(at(ready, "submit-check"), hidden(check), follow=True)
    assert "Submitted to Grace Holland" in text_of(done)
    sealed = Submission.objects.get()
    assert (sealed.note, sealed.submitted_by.name, sealed.pack["conditions_proposed"]) == (
        "Please decide <soon>.",
        "Priya Nair",
        [],
    )


def test_only_the_submitter_sees_the_panel(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    address = at(cycle, "submission", submission.number) + "?submitted=1"
    assert "Submitted to Grace Holland" in text_of(as_("lead").get(address))
    assert "Submitted to" not in text_of(as_("head").get(address))


def test_partly_met_answers_propose_their_own_conditions(bench: Council, lead: Client) -> None:
    cycle = play.ready(bench.cycle(LARGE), at=NOW, partly=["AN-RES-1", "AN-RES-4"])
    page = lead.get(at(cycle, "submit"))
    said = text_of(page)
    assert "Condition 1 For the partly met answer to “Residents AN”" in said
    assert "Complete ‘Providers AN’" in said
    assert "Remove condition" not in said
    first = row(bench, 0, question="AN-RES-1", text="Ask the villages too")
    second = row(bench, 1, question="AN-RES-4")
    lead.post(at(cycle, "submit"), counted(2, 2) | first | second)
    lead.post(at(cycle, "submit-check"), hidden(lead.get(at(cycle, "submit-check"))))
    assert Submission.objects.get().pack["conditions_proposed"] == [
        {"question": "AN-RES-1", "text": "Ask the villages too", "due": "2027-03-01"} | adviser(bench),
        {"question": "AN-RES-4", "text": "Do thing 1", "due": "2027-03-01"} | adviser(bench),
    ]


def adviser(council: Council) -> dict[str, Any]:
    return {"owner": "Ruth Adeyemi", "owner_id": council["adviser"].pk}


def test_a_row_for_something_else_is_for_the_gate_as_a_whole(bench: Council, ready: Cycle, lead: Client) -> None:
    lead.post(at(ready, "submit"), counted(1) | row(bench, question="AN-RES-2"))
    lead.post(at(ready, "submit-check"), hidden(lead.get(at(ready, "submit-check"))))
    assert [one["question"] for one in Submission.objects.get().pack["conditions_proposed"]] == [""]


def test_rows_are_added_and_removed_without_losing_what_was_typed(bench: Council, ready: Cycle, lead: Client) -> None:
    response = lead.post(at(ready, "submit"), counted(1) | row(bench) | {"note": "Kept", "add": "1"})
    assert response["Location"] == at(ready, "submit") + "?add=1#another"
    page = lead.get(at(ready, "submit") + "?add=1")
    assert hidden(page)["conditions-TOTAL_FORMS"] == "2"
    assert "Do thing 0" in text_of(page)
    assert "Kept" in text_of(page)
    sent = counted(3) | row(bench, 0) | row(bench, 1) | row(bench, 2) | {"remove": "1", "note": "Still kept"}
    page = lead.post(at(ready, "submit"), sent)
    said = text_of(page)
    assert ("Do thing 0" in said, "Do thing 1" in said, "Do thing 2" in said) == (True, False, True)
    assert "Still kept" in said
    assert hidden(page)["conditions-TOTAL_FORMS"] == "2"


def test_an_empty_added_row_is_no_condition(bench: Council, ready: Cycle, lead: Client) -> None:
    empty = row(bench, 0, text="", owner="", due_day="", due_month="", due_year="")
    assert lead.post(at(ready, "submit"), counted(1) | empty)["Location"] == at(ready, "submit-check")
    assert "Conditions proposed None" in text_of(lead.get(at(ready, "submit-check")))


HOSTILE = "<script>alert(1)</script>\0'; DROP TABLE cycles_cycle;--"


WRONG_ROWS = [
    ({"text": ""}, ["Enter what must be done"]),
    ({"text": "x" * 501}, ["What must be done has to fit into 500 characters"]),
    ({"owner": ""}, ["Select who will do it"]),
    ({"owner": "999999999999999999999"}, ["Select a person from the list"]),
    ({"owner": HOSTILE}, ["Select a person from the list"]),
    ({"due_day": "", "due_month": "", "due_year": ""}, ["Enter the day by which it must be done"]),
    ({"due_day": "31", "due_month": "2"}, ["Day by which it must be done must be a real date"]),
    ({"due_year": "1999"}, ["Day by which it must be done must be between 2000 and 2100"]),
    ({"due_year": "2025"}, ["The day must be today or in the future"]),
]


def test_a_row_says_what_to_do(bench: Council, ready: Cycle, lead: Client) -> None:
    with nothing_written():
        for changed, errors in WRONG_ROWS:
            response = lead.post(at(ready, "submit"), counted(1) | row(bench, **changed) | {"note": "Kept"})
            assert response.status_code == 200
            assert errors_of(response) == errors
            assert "Kept" in text_of(response)


HOSTILE_FORMS: list[dict[str, Any]] = [
    {},
    {"conditions-TOTAL_FORMS": HOSTILE},
    {"conditions-TOTAL_FORMS": "99999", "conditions-INITIAL_FORMS": "-4"},
    {"conditions-TOTAL_FORMS": "9" * 5000, "conditions-INITIAL_FORMS": "0", "remove": "9" * 5000},
    {"conditions-TOTAL_FORMS": "2", "conditions-INITIAL_FORMS": "0", "remove": HOSTILE},
    counted(0) | {"note": "x" * 4001},
    counted(0) | {"note": [HOSTILE, HOSTILE], "add": "1", "remove": "7"},
]


def test_hostile_values_are_never_an_error_of_ours(ready: Cycle, lead: Client) -> None:
    with nothing_written():
        for sent in HOSTILE_FORMS:
            assert lead.post(at(ready, "submit"), sent).status_code in (200, 302), sent
        KeptDraft.objects.all().delete()  # of their own, as those that were complete are kept until they submit


def test_a_review_says_what_comes_next_and_by_when(bench: Council, lead: Client) -> None:
    cycle = play.ready(bench.cycle_at("review"), at=NOW)
    response = lead.post(at(cycle, "submit"), counted(0))
    assert errors_of(response) == ["Select what comes next for this service"]
    response = lead.post(at(cycle, "submit"), counted(0) | {"next_step": "recommission"})
    assert errors_of(response) == ["Enter the date by which the next arrangement must start"]
    past = {"next_need_by_day": "1", "next_need_by_month": "4", "next_need_by_year": "2026"}
    response = lead.post(at(cycle, "submit"), counted(0) | past | {"next_step": "recommission"})
    assert errors_of(response) == ["The day on which the next arrangement must start must be in the future"]
    lead.post(at(cycle, "submit"), counted(0) | past | {"next_step": "recommission", "next_need_by_year": "2030"})
    check = lead.get(at(cycle, "submit-check"))
    assert "What comes next Commission it again" in text_of(check)
    assert "1 April 2030" in text_of(check)
    lead.post(at(cycle, "submit-check"), hidden(check))
    sealed = Submission.objects.get(stage="review")
    assert (sealed.next_step, sealed.next_need_by) == ("recommission", date(2030, 4, 1))


def test_the_check_page_needs_something_to_check(ready: Cycle, lead: Client) -> None:
    assert lead.get(at(ready, "submit-check"))["Location"] == at(ready, "submit")
    assert lead.post(at(ready, "submit-check"), {"version": ready.version})["Location"] == at(ready, "submit")


def test_a_change_meanwhile_is_said_and_nothing_is_sealed(bench: Council, ready: Cycle, lead: Client) -> None:
    lead.post(at(ready, "submit"), counted(0) | {"note": "Kept"})
    check = lead.get(at(ready, "submit-check"))
    values = {"purpose": "Cleaner streets"}
    edit_cycle(ready, values, actor=bench["lead"], at=NOW, seen_version=ready.details_version)
    with nothing_written():
        response = lead.post(at(ready, "submit-check"), hidden(check))
    assert response.status_code == 409
    assert "Somebody changed this cycle while you were checking" in text_of(response)
    assert "Kept" in text_of(response)
    lead.post(at(ready, "submit-check"), hidden(response))
    assert Submission.objects.count() == 1


VERSIONS = ["", "-1", HOSTILE, "9" * 5000, "1" * 9]


def test_a_made_up_version_is_a_stale_one(ready: Cycle, lead: Client) -> None:
    lead.post(at(ready, "submit"), counted(0))
    with nothing_written():
        for version in VERSIONS:
            assert lead.post(at(ready, "submit-check"), {"version": version}).status_code == 409


def test_what_is_not_ready_goes_back_to_what_blocks_it(bench: Council, ready: Cycle, lead: Client) -> None:
    lead.post(at(ready, "submit"), counted(0))
    sent = hidden(lead.get(at(ready, "submit-check")))
    play.answer(ready.answers.get(question__code="AN-RES-1"), at=NOW, state="not_met")
    sent["version"] = str(Cycle.objects.get(pk=ready.pk).version)
    assert lead.post(at(ready, "submit-check"), sent)["Location"] == at(ready, "gate")
    assert lead.get(at(ready, "submit"))["Location"] == at(ready, "gate")
    assert not Submission.objects.exists()


def test_what_is_kept_belongs_to_one_visit(bench: Council, ready: Cycle, lead: Client) -> None:
    lead.post(at(ready, "submit"), counted(0) | {"note": "For Analyse"})
    play.sign(play.put(ready, at=NOW), at=NOW)
    cycle = play.ready(Cycle.objects.get(pk=ready.pk), at=NOW)
    assert "For Analyse" not in text_of(lead.get(at(cycle, "submit")))


def test_another_stage_is_not_submitted(ready: Cycle, lead: Client) -> None:
    plan = at(ready, "submit").replace("/analyse/", "/plan/")
    assert lead.get(plan)["Location"] == at(ready, "gate").replace("/analyse/", "/plan/")


NOT_OF_THE_TEAM = ["other", "assistant", "adviser", "auditor", "owner", "admin", "councillor"]


def test_only_the_team_submits(ready: Cycle, as_: SignedIn) -> None:
    clients = [as_(name) for name in NOT_OF_THE_TEAM]
    with nothing_written():
        for client in clients:
            for page in ("submit", "submit-check"):
                assert client.get(at(ready, page)).status_code == 403
                assert client.post(at(ready, page), counted(0)).status_code == 403


def test_who_has_no_role_or_no_access_finds_nothing(bench: Council, as_: SignedIn) -> None:
    assert as_("nobody").get(at(bench.cycle(), "submit")).status_code == 404
    restricted = bench.cycle(restricted=True, service_name="Closed")
    assert as_("other").get(at(restricted, "submit")).status_code == 404


def test_a_pending_submission_is_not_submitted_again(bench: Council, lead: Client) -> None:
    cycle, _ = submitted(bench)
    response = lead.get(at(cycle, "submit"))
    assert response.status_code == 403
    assert "Withdraw it to make changes." in text_of(response)


# Taking it back


def test_it_is_withdrawn_with_a_reason(bench: Council, lead: Client) -> None:
    cycle, submission = submitted(bench)
    page = lead.get(at(cycle, "withdraw"))
    response = lead.post(at(cycle, "withdraw"), hidden(page) | {"reason": "The cost changed"}, follow=True)
    assert "Submission withdrawn." in text_of(response)
    submission.refresh_from_db()
    assert (submission.state, submission.closed_because) == ("withdrawn", "The cost changed")


WRONG_REASONS = [
    ("", "Say why you withdraw it: the deciders are told"),
    (" \n ", "Say why you withdraw it: the deciders are told"),
    ("x" * 2001, "Why do you withdraw it? must be 2000 characters or fewer"),
]


def test_a_withdrawal_without_a_reason_is_asked_for_one(bench: Council, lead: Client) -> None:
    cycle, submission = submitted(bench)
    with nothing_written():
        for reason, error in WRONG_REASONS:
            response = lead.post(at(cycle, "withdraw"), {"digest": submission.digest, "reason": reason})
            assert errors_of(response) == [error]


def test_another_submission_than_the_one_seen_is_not_withdrawn(bench: Council, lead: Client) -> None:
    cycle, first = submitted(bench)
    lead.post(at(cycle, "withdraw"), {"digest": first.digest, "reason": "Once"})
    submitted(bench, cycle=cycle)
    with nothing_written():
        response = lead.post(at(cycle, "withdraw"), {"digest": first.digest, "reason": "Twice"})
    assert errors_of(response) == ["Submission 1 is no longer waiting for a decision"]


NOT_TO_WITHDRAW = ["other", "head", "auditor", "councillor"]


def test_only_the_team_withdraws(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    clients, sent = [as_(name) for name in NOT_TO_WITHDRAW], {"digest": submission.digest, "reason": "No"}
    with nothing_written():
        for client in clients:
            assert client.get(at(cycle, "withdraw")).status_code == 403
            assert client.post(at(cycle, "withdraw"), sent).status_code == 403


def test_nothing_that_waits_is_nothing_to_withdraw(ready: Cycle, lead: Client) -> None:
    response = lead.get(at(ready, "withdraw"))
    assert response.status_code == 403
    assert "There is no submission to withdraw" in text_of(response)
