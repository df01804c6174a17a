"""Recording an exception to a failing check: from the gap to the form, to the check page, to the record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from approvals.services.submitting import withdraw
from checklists.models import Answer, CheckException
from cycles.models import Cycle
from demo import play
from tests.approvals.checked import Named
from tests.checklists.views.asking import address, errors_of, row, text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

LINK = "It can no longer be put right"
GROUND = "The notice came two days late, & nobody objected."
SENT: dict[str, Any] = {
    "ground": GROUND,
    "agreed_by": "The chair of the scrutiny board",
    "agreed_on_day": "20",
    "agreed_on_month": "11",
    "agreed_on_year": "2026",
}
EXCEPTION = f"Exception agreed by The chair of the scrutiny board on 20 November 2026: {GROUND}"


@pytest.fixture
def answer(bench: Council, named: Named) -> Answer:
    """Of a cycle that is ready but for the check of its hard-stop question."""
    named("AN-RES-2", "fails")
    return row(play.ready(bench.cycle(LARGE), at=NOW), 2)


def url(answer: Answer) -> str:
    return address(answer, "question-exception")


def gate(cycle: Cycle) -> str:
    return f"/cycles/{cycle.reference}/gates/analyse/"


@pytest.mark.parametrize(
    ("name", "offered"), [("lead", True), ("head", True), ("member", False), ("adviser", False), ("auditor", False)]
)
def test_the_gap_leads_there_whoever_may_record_one(as_: SignedIn, answer: Answer, name: str, offered: bool) -> None:
    cycle, client = answer.cycle, as_(name)
    for page in (gate(cycle), address(answer), f"/cycles/{cycle.reference}/analyse/"):
        response = client.get(page)
        assert "The records say no." in text_of(response)
        assert (LINK in text_of(response), f'href="{url(answer)}"' in response.content.decode()) == (offered, offered)


def test_the_page_says_what_the_check_found_and_what_an_exception_does(as_: SignedIn, answer: Answer) -> None:
    said = text_of(as_("lead").get(url(answer)))
    assert "Record an exception Check fails The records say no." in said
    assert (
        "With an exception the Analyse gate can go on although this check fails. Whoever signs the gate sees it,"
        " and must accept it by name or return the gate. It stays on the record and cannot be changed."
    ) in said


@pytest.mark.parametrize("name", ["lead", "head"])
def test_it_is_checked_and_then_recorded(bench: Council, as_: SignedIn, answer: Answer, name: str) -> None:
    cycle, client = answer.cycle, as_(name)
    with nothing_written():
        checked = client.post(url(answer), SENT)
    said = text_of(checked)
    assert "Check the exception before you record it What the check found The records say no." in said
    assert f"{GROUND} Who agreed to go on The chair of the scrutiny board Agreed on 20 November 2026" in said
    response = client.post(url(answer), SENT | {"confirm": "1"})
    assert response["Location"] == gate(cycle)
    exception = CheckException.objects.get(cycle=cycle)
    assert (exception.check_name, exception.ground, exception.agreed_on) == ("sample", GROUND, date(2026, 11, 20))
    assert (exception.agreed_by, exception.recorded_by) == ("The chair of the scrutiny board", bench[name])
    gate_page = text_of(client.get(gate(cycle)))
    assert "Ready to submit" in gate_page
    assert f"“Money AN” fails its check: The records say no. {EXCEPTION} Whoever decides must accept this" in gate_page
    assert f"Check fails The records say no. {EXCEPTION}" in text_of(client.get(address(answer)))
    checklist = text_of(client.get(f"/cycles/{cycle.reference}/analyse/"))
    assert f"Fails its check: The records say no. {EXCEPTION}" in checklist
    assert LINK not in gate_page + checklist


def test_what_was_typed_can_be_changed_on_the_way(as_: SignedIn, answer: Answer) -> None:
    client = as_("lead")
    with nothing_written():
        page = client.post(url(answer), SENT | {"change": "1"})
    assert "Record an exception" in text_of(page)
    for value in SENT.values():
        assert escape(value) in page.content.decode()


@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"ground": "  "}, ["Say why this can no longer be put right, in 500 characters or fewer"]),
        ({"ground": "x" * 501}, ["Your reason must be 500 characters or fewer"]),
        ({"agreed_by": ""}, ["Say who agreed to it, in 200 characters or fewer"]),
        ({"agreed_by": "x" * 201}, ["Who agreed to it must be 200 characters or fewer"]),
        ({"agreed_on_day": "24"}, ["Enter the day on which it was agreed: it can't be in the future"]),
        ({"agreed_on_day": "31"}, ["Day on which it was agreed must be a real date"]),
        ({"agreed_on_year": ""}, ["Day on which it was agreed must include a year"]),
        (
            dict.fromkeys(SENT, ""),
            [
                "Say why this can no longer be put right, in 500 characters or fewer",
                "Say who agreed to it, in 200 characters or fewer",
                "Enter the day on which it was agreed: it can't be in the future",
            ],
        ),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(
    as_: SignedIn, answer: Answer, sent: dict[str, Any], errors: list[str], confirm: dict[str, str]
) -> None:
    client = as_("lead")
    with nothing_written():
        page = client.post(url(answer), SENT | sent | confirm)
    assert page.status_code == 200
    assert errors_of(page) == errors
    for value in (SENT | sent).values():
        assert escape(value) in page.content.decode()


@pytest.mark.parametrize("name", ["member", "other", "adviser", "elsewhere", "auditor"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_are_refused_with_the_reason(as_: SignedIn, answer: Answer, name: str, method: str) -> None:
    send = getattr(as_(name), method)
    with nothing_written():
        page = send(url(answer), SENT | {"confirm": "1"} if method == "post" else {})
    assert page.status_code == 403
    assert "Only Priya Nair, the lead commissioner, and managers of Place can do this." in text_of(page)


def test_nothing_is_recorded_while_the_pack_is_sealed(bench: Council, as_: SignedIn, named: Named) -> None:
    named("AN-RES-1", "fails")
    answer = row(play.ready(bench.cycle(), at=NOW))
    play.put(answer.cycle, at=NOW)
    client = as_("lead")
    with nothing_written():
        page = client.post(url(answer), SENT | {"confirm": "1"})
    assert page.status_code == 403
    assert "so what it holds is read-only. Withdraw it to make changes." in text_of(page)


@pytest.mark.parametrize("name", ["other", "councillor", "elsewhere"])
def test_a_restricted_cycle_is_not_there(bench: Council, as_: SignedIn, named: Named, name: str) -> None:
    named("AN-RES-2", "fails")
    answer = row(play.ready(bench.cycle(LARGE, restricted=True), at=NOW), 2)
    client = as_(name)
    with nothing_written():
        assert client.get(url(answer)).status_code == 404
        assert client.post(url(answer), SENT | {"confirm": "1"}).status_code == 404
    assert as_("lead").get(url(answer)).status_code == 200


@pytest.mark.parametrize(("code", "check"), [("AN-RES-2", "holds"), ("AN-RES-2", "unknown"), ("AN-RES-1", "fails")])
def test_where_no_check_blocks_it_leads_to_the_question(
    bench: Council, as_: SignedIn, named: Named, code: str, check: str
) -> None:
    named(code, check)
    answer = row(play.ready(bench.cycle(LARGE), at=NOW), int(code[-1]))
    for response in (as_("lead").get(url(answer)), as_("lead").post(url(answer), SENT | {"confirm": "1"})):
        assert response["Location"] == address(answer)
    assert not CheckException.objects.exists()


def test_a_gate_to_come_needs_no_exception_yet(bench: Council, as_: SignedIn, named: Named) -> None:
    named("PL-RES-2", "fails")
    answer = row(bench.cycle(LARGE), 2, stage="plan")
    page = as_("lead").get(address(answer))
    assert "Check fails The records say no." in text_of(page)
    assert LINK not in text_of(page)
    assert as_("lead").get(url(answer))["Location"] == address(answer)


def test_it_is_recorded_once(as_: SignedIn, answer: Answer) -> None:
    client, sent = as_("lead"), SENT | {"confirm": "1"}
    assert client.post(url(answer), sent)["Location"] == gate(answer.cycle)
    assert client.post(url(answer), sent)["Location"] == address(answer)
    assert CheckException.objects.count() == 1


def test_the_sealed_pack_shows_what_the_checks_found(as_: SignedIn, answer: Answer) -> None:
    client, cycle = as_("lead"), answer.cycle
    client.post(url(answer), SENT | {"confirm": "1"})
    submission = play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    pack = f"{gate(cycle)}submissions/{submission.number}/"
    found = f"What the checks found Money AN Check fails The records say no. {EXCEPTION} Evidence"
    assert found in text_of(client.get(pack))
    assert f"I accept that this fails its check: Money AN The records say no. {EXCEPTION}" in text_of(
        as_("assistant").get(f"{gate(cycle)}decide/")
    )
    play.sign(submission, at=NOW)
    accepted = f"Accepted “Money AN” fails its check: The records say no. {EXCEPTION}"
    assert accepted in text_of(client.get(pack))


def test_the_next_submission_says_that_there_is_an_exception_now(bench: Council, as_: SignedIn, named: Named) -> None:
    named("AN-RES-2", "holds")
    answer = row(play.ready(bench.cycle(LARGE), at=NOW), 2)
    withdraw(play.put(answer.cycle, at=NOW), reason="The dates were wrong", actor=bench["lead"], at=NOW)
    named("AN-RES-2", "fails")
    client = as_("lead")
    client.post(url(answer), SENT | {"confirm": "1"})
    submission = play.put(Cycle.objects.get(pk=answer.cycle_id), at=NOW + timedelta(minutes=1))
    said = text_of(client.get(f"{gate(answer.cycle)}submissions/{submission.number}/"))
    assert f"The check of “Money AN” now fails: The records say no. {EXCEPTION}" in said


def test_only_a_failing_check_costs_a_statement_more(bench: Council, as_: SignedIn, named: Named) -> None:
    """The exceptions: who may record one is asked of rows that the page has read already."""
    cycle, client, counts = play.ready(bench.cycle(LARGE), at=NOW), as_("lead"), {}
    pages = {"gate": gate(cycle), "question": address(row(cycle, 2)), "stage": f"/cycles/{cycle.reference}/analyse/"}
    for check in ("holds", "fails"):
        named("AN-RES-2", check)
        for name, page in pages.items():
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts[name, check] = len(queries)
    assert {name: counts[name, "fails"] - counts[name, "holds"] for name in pages} == dict.fromkeys(pages, 1)
