"""What an answer needs besides its words: an owner and a date, or the reason why the question does not apply."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from checklists.models import Answer, AnswerDraft
from tests.checklists.views.asking import address, errors_of, fresh, row, sends, text_of
from tests.council import LARGE, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

HALF = "Half of it is done, the rest waits for the board."


def chosen(client: Client, answer: Answer, state: str, explanation: str = HALF, do: str = "next") -> str:
    """The follow-up page after one of its two answers was chosen."""
    response = client.post(address(answer), sends(answer, state, explanation, do=do))
    assert response.status_code == 302, response.status_code
    return str(response["Location"])


def owed(council: Council, **more: object) -> dict[str, object]:
    due = {"due_day": "29", "due_month": "1", "due_year": "2027"}
    return {"owner": council["adviser"].pk, "version": 0} | due | more


def test_partly_met_asks_who_completes_it_and_by_when(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    url = chosen(client, answer, "partly_met")
    assert url == address(answer, "question-more") + "?then=next"
    said = text_of(client.get(url))
    assert "Who will complete the missing part?" in said
    assert "If the gate is passed, this becomes a condition with this owner and date." in said
    assert HALF in said
    assert fresh(answer).state == "unanswered"


def test_partly_met_is_published_with_owner_and_date_and_goes_on(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(LARGE), as_("lead")
    answer = row(cycle)
    response = client.post(chosen(client, answer, "partly_met"), owed(bench))
    assert response["Location"] == address(row(cycle, 2))
    now = fresh(answer)
    assert (now.state, now.explanation, now.missing_owner, now.missing_due) == (
        "partly_met",
        HALF,
        bench["adviser"],
        date(2027, 1, 29),
    )
    assert not AnswerDraft.objects.exists()


def test_it_goes_to_the_checklist_where_the_button_said_so(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    response = client.post(chosen(client, answer, "partly_met", do="checklist"), owed(bench))
    assert response["Location"] == f"/cycles/{answer.cycle.reference}/analyse/"


def test_a_hard_stop_says_that_it_cannot_pass_so(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle(), 2), as_("lead")
    assert "This question cannot pass with a condition" in text_of(client.get(chosen(client, answer, "partly_met")))


def test_does_not_apply_shows_its_rule_and_asks_why(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    url = chosen(client, answer, "not_applicable", "")
    assert "When it does not apply. Only where nobody lives there" in text_of(client.get(url))
    client.post(url, {"because": "Nobody lives on the quay.", "version": 0})
    now = fresh(answer)
    assert (now.state, now.not_applicable_because) == ("not_applicable", "Nobody lives on the quay.")


def test_what_was_said_can_be_changed_without_saying_it_again(bench: Council, as_: SignedIn) -> None:
    """A second visit begins with the owner and date that stand."""
    answer, client = row(bench.cycle()), as_("lead")
    client.post(chosen(client, answer, "partly_met"), owed(bench))
    answer = row(answer.cycle)
    page = client.get(chosen(client, answer, "partly_met")).content.decode()
    assert f'<option value="{bench["adviser"].pk}" selected>Ruth Adeyemi, Adviser, Community Safety, ' in page
    assert 'name="due_year" type="text" inputmode="numeric" value="2027"' in page


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"owner": ""}, ["Select who will complete the missing part"]),
        ({"owner": "999999"}, ["Select who will complete the missing part"]),
        ({"owner": "9" * 40}, ["Select who will complete the missing part"]),
        ({"owner": "'; DROP TABLE"}, ["Select who will complete the missing part"]),
        (
            {"due_day": "", "due_month": "", "due_year": ""},
            ["Enter the date by which the missing part will be complete"],
        ),
        ({"due_year": ""}, ["Due date must include a year"]),
        ({"due_day": "30", "due_month": "2"}, ["Due date must be a real date"]),
        ({"due_year": "9999"}, ["Due date must be between 2000 and 2100"]),
        ({"due_year": "2026"}, ["Due date must be today or in the future"]),
        ({"due_day": "x" * 10_000}, ["Due date must be a real date"]),
    ],
)
def test_owner_and_date_that_will_not_do(
    bench: Council, as_: SignedIn, sent: dict[str, str], errors: list[str]
) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    url = chosen(client, answer, "partly_met")
    with nothing_written():
        response = client.post(url, owed(bench, **sent))
    assert response.status_code == 200
    assert errors_of(response) == errors


def test_somebody_who_has_nothing_to_do_with_the_cycle_cannot_own_it(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    url = chosen(client, answer, "partly_met")
    for name in ("other", "elsewhere", "councillor", "nobody"):
        assert errors_of(client.post(url, owed(bench, owner=bench[name].pk)))
    assert fresh(answer).state == "unanswered"


@pytest.mark.parametrize(
    ("because", "error"),
    [
        ("", "Say why this question does not apply"),
        (" \n\t", "Say why this question does not apply"),
        ("x" * 2001, "Your reason must be 2,000 characters or fewer"),
    ],
)
def test_reasons_that_will_not_do(bench: Council, as_: SignedIn, because: str, error: str) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    url = chosen(client, answer, "not_applicable")
    with nothing_written():
        assert errors_of(client.post(url, {"because": because, "version": 0})) == [error]


def test_without_such_an_answer_it_leads_back_to_the_question(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    for method in ("get", "post"):
        response = getattr(as_("lead"), method)(address(answer, "question-more"))
        assert response["Location"] == address(answer)


@pytest.mark.parametrize("name", ["other", "assistant", "adviser", "auditor", "councillor"])
def test_is_only_for_the_team(bench: Council, as_: SignedIn, name: str) -> None:
    answer = row(bench.cycle())
    assert as_(name).get(address(answer, "question-more")).status_code == 403
    assert as_(name).post(address(answer, "question-more"), owed(bench)).status_code == 403


@pytest.mark.parametrize("then", ["https://evil.example", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(bench: Council, as_: SignedIn, then: str) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    chosen(client, answer, "partly_met")
    response = client.post(address(answer, "question-more") + f"?then={then}", owed(bench))
    assert response["Location"] == f"/cycles/{answer.cycle.reference}/analyse/"
