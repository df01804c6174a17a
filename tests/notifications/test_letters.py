"""What became of every e-mail, for administrators; and the second try of one that could not be sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications.models import Letter, LetterState, Sweep
from tests.accounts.people import NOW, queries, somebody
from tests.recording import digest

LETTERS = "/manage/letters/"


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    client.force_login(somebody("Nadia Khan", "administrator"))
    return client


def write(person: User, number: int = 1, state: str = "waiting", because: str = "") -> list[Letter]:
    return [
        Letter.objects.create(
            person=person,
            occasion=f"{state}:{one}",
            message_id=f"<{person.pk}.{state}.{one}@council.test>",
            created_at=NOW + timedelta(minutes=one),
            next_attempt_at=NOW,
            state=state,
            attempts=5 if state == "parked" else 0,
            because=because,
        )
        for one in range(number)
    ]


def again(letter: Letter) -> str:
    return f"{LETTERS}{letter.pk}/send/"


def test_nothing_yet(browser: Client) -> None:
    Sweep.objects.create(ran_at=timezone.now())
    page = browser.get(LETTERS).content.decode()
    assert "There are no such e-mails." in page
    assert "Ask whoever runs the program" not in page


def test_when_nothing_gets_out_it_says_so(browser: Client) -> None:
    assert "The sweep has never run. Ask whoever runs the program" in browser.get(LETTERS).content.decode()


def test_each_says_to_whom_and_why_it_was_not_sent(browser: Client, ann: User, sam: User) -> None:
    write(ann)
    write(sam, state="parked", because="SMTPDataError: (550, b'<never>')")

    page = browser.get(LETTERS).content.decode()

    assert "Ann Bell" in page
    assert "SMTPDataError: (550, b&#x27;&lt;never&gt;&#x27;)" in page
    assert page.count("Send again<span") == 1
    assert 'Send again<span class="app-vh"> to Sam Whitby</span>' in page


def test_the_filter_shows_one_state(browser: Client, ann: User) -> None:
    for state in LetterState.values:
        write(ann, state=state)

    for state in LetterState.values:
        page = browser.get(LETTERS, {"show": state})
        assert [letter.state for letter in page.context["page"]] == [state]
        assert f'<a href="?show={state}" aria-current="true">' in page.content.decode()
    for shown in ("", "nonsense"):
        assert len(browser.get(LETTERS, {"show": shown}).context["page"]) == len(LetterState)


def test_fifty_a_page_newest_first_and_the_filter_is_kept(browser: Client, ann: User) -> None:
    write(ann, 51, state="sent")
    write(ann)

    page = browser.get(LETTERS, {"show": "sent"})

    assert "1 to 50 of 51 e-mails" in page.content.decode()
    assert "?show=sent&amp;page=2" in page.content.decode()
    assert page.context["page"][0].occasion == "sent:50"
    last = browser.get(LETTERS, {"show": "sent", "page": "2"}).context["page"]
    assert [letter.occasion for letter in last] == ["sent:0"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_at_any_length(browser: Client, number: int) -> None:
    for one in range(number):
        write(somebody(f"Person {one}"), state="parked")

    assert (
        queries(browser, LETTERS, "notifications_letter") == 3
    )  # how many, one page with its people, the oldest unsent
    assert queries(browser, LETTERS, "accounts_user") == 1  # who asks


@time_machine.travel(NOW, tick=False)
def test_a_parked_letter_is_sent_again_with_one_press(browser: Client, ann: User) -> None:
    (letter,) = write(ann, state="parked", because="Refused")

    done = browser.post(again(letter), follow=True)

    assert done.redirect_chain == [(LETTERS, 302)]
    assert "The e-mail to Ann Bell is sent again within a minute." in done.content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.because, letter.next_attempt_at) == ("waiting", 0, "", NOW)


@pytest.mark.parametrize("state", [state for state in LetterState.values if state != "parked"])
def test_nothing_else_is_sent_again(browser: Client, ann: User, state: str) -> None:
    (letter,) = write(ann, state=state)
    before = digest()

    assert browser.post(again(letter)).status_code == 302

    assert digest() == before


def test_sending_again_needs_a_press_and_a_letter(browser: Client, ann: User) -> None:
    (letter,) = write(ann, state="parked")

    assert browser.get(again(letter)).status_code == 405
    assert browser.post(f"{LETTERS}{letter.pk + 1}/send/").status_code == 404


@pytest.mark.parametrize("role", ["commissioner", "manager", "adviser", "councillor", "framework_owner", "auditor"])
def test_only_administrators_see_them_and_send_again(client: Client, ann: User, role: str) -> None:
    (letter,) = write(ann, state="parked")
    client.force_login(somebody("Tom Baines", role))

    assert client.get(LETTERS).status_code == 403
    assert client.post(again(letter)).status_code == 403
    letter.refresh_from_db()
    assert letter.state == "parked"
