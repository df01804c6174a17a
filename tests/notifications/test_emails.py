"""What became of every e-mail, for administrators; and the second try of one that could not be sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications.models import Email, EmailState, Sweep
from tests.accounts.people import NOW, queries, somebody
from tests.recording import digest

EMAILS = "/manage/letters/"


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    client.force_login(somebody("Nadia Khan", "administrator"))
    return client


def write(person: User, number: int = 1, state: str = "waiting", reason: str = "") -> list[Email]:
    return [
        Email.objects.create(
            person=person,
            occasion=f"{state}:{one}",
            message_id=f"<{person.pk}.{state}.{one}@council.test>",
            created_at=NOW + timedelta(minutes=one),
            next_attempt_at=NOW,
            state=state,
            attempts=5 if state == "failed" else 0,
            reason=reason,
        )
        for one in range(number)
    ]


def again(email: Email) -> str:
    return f"{EMAILS}{email.pk}/send/"


def test_nothing_yet(browser: Client) -> None:
    Sweep.objects.create(ran_at=timezone.now())
    page = browser.get(EMAILS).content.decode()
    assert "There are no such emails." in page
    assert "Ask whoever runs the program" not in page


def test_when_nothing_gets_out_it_says_so(browser: Client) -> None:
    assert "The sweep has never run. Ask whoever runs the program" in browser.get(EMAILS).content.decode()


def test_each_says_to_whom_and_why_it_was_not_sent(browser: Client, ann: User, sam: User) -> None:
    write(ann)
    write(sam, state="failed", reason="SMTPDataError: (550, b'<never>')")

    page = browser.get(EMAILS).content.decode()

    assert "Ann Bell" in page
    assert "SMTPDataError: (550, b&#x27;&lt;never&gt;&#x27;)" in page
    assert page.count("Send again<span") == 1
    assert 'Send again<span class="app-vh"> to Sam Whitby</span>' in page


def test_the_filter_shows_one_state(browser: Client, ann: User) -> None:
    for state in EmailState.values:
        write(ann, state=state)

    for state in EmailState.values:
        page = browser.get(EMAILS, {"show": state})
        assert [email.state for email in page.context["page"]] == [state]
        assert f'<a href="?show={state}" aria-current="true">' in page.content.decode()
    for shown in ("", "nonsense"):
        assert len(browser.get(EMAILS, {"show": shown}).context["page"]) == len(EmailState)


def test_fifty_a_page_newest_first_and_the_filter_is_kept(browser: Client, ann: User) -> None:
    write(ann, 51, state="sent")
    write(ann)

    page = browser.get(EMAILS, {"show": "sent"})

    assert "1 to 50 of 51 emails" in page.content.decode()
    assert "?show=sent&amp;page=2" in page.content.decode()
    assert page.context["page"][0].occasion == "sent:50"
    last = browser.get(EMAILS, {"show": "sent", "page": "2"}).context["page"]
    assert [email.occasion for email in last] == ["sent:0"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_at_any_length(browser: Client, number: int) -> None:
    for one in range(number):
        write(somebody(f"Person {one}"), state="failed")

    assert queries(browser, EMAILS, "notifications_email") == 3  # how many, one page with its people, the oldest unsent


@time_machine.travel(NOW, tick=False)
def test_a_failed_email_is_sent_again_with_one_press(browser: Client, ann: User) -> None:
    (email,) = write(ann, state="failed", reason="Refused")

    done = browser.post(again(email), follow=True)

    assert done.redirect_chain == [(EMAILS, 302)]
    assert "The email to Ann Bell is sent again within a minute." in done.content.decode()
    email.refresh_from_db()
    assert (email.state, email.attempts, email.reason, email.next_attempt_at) == ("waiting", 0, "", NOW)


@pytest.mark.parametrize("state", [state for state in EmailState.values if state != "failed"])
def test_nothing_else_is_sent_again(browser: Client, ann: User, state: str) -> None:
    (email,) = write(ann, state=state)
    before = digest()

    assert browser.post(again(email)).status_code == 302

    assert digest() == before


def test_sending_again_needs_a_press_and_an_email(browser: Client, ann: User) -> None:
    (email,) = write(ann, state="failed")

    assert browser.get(again(email)).status_code == 405
    assert browser.post(f"{EMAILS}{email.pk + 1}/send/").status_code == 404


@pytest.mark.parametrize("role", ["commissioner", "manager", "adviser", "councillor", "framework_owner", "auditor"])
def test_only_administrators_see_them_and_send_again(client: Client, ann: User, role: str) -> None:
    (email,) = write(ann, state="failed")
    client.force_login(somebody("Tom Baines", role))

    assert client.get(EMAILS).status_code == 403
    assert client.post(again(email)).status_code == 403
    email.refresh_from_db()
    assert email.state == "failed"
