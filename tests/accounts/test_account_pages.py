"""One's own account, and coming in by an e-mailed link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import SignInLinkRequest, User
from accounts.services.people import change_person, deactivate
from audit.models import Event, SecurityEvent, SecurityKind
from notifications.models import Notification
from tests.accounts.letters import letters, link_in
from tests.accounts.people import NOW, PASSWORD, queries, somebody

pytestmark = pytest.mark.django_db
MINE, REQUEST, OWN = "/account/", "/sign-in/link/", "/account/password/"
ANN = "ann.bell@council.test"
SUBJECT = "Your link to sign in to Commissioning"


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    settings.REMINDERS = settings.DAILY_WORK = []
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ann() -> User:
    return somebody("Ann Bell", "commissioner", password=PASSWORD)


def sign_in(email: str = ANN, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": email, "password": password})
    return client


def link(email: str = ANN) -> str:
    Client().post(REQUEST, {"email": email})
    return link_in(letters()[email, SUBJECT])


# The account page


def test_the_page_says_who_one_is_and_whom_to_ask(ann: User, admin: User) -> None:
    page = sign_in().get(MINE).content.decode()

    assert "Ann Bell" in page
    assert ANN in page
    assert "Commissioner" in page
    assert "To change any of these, ask" in page
    assert "Nadia Khan" in page
    assert "/account/password/" in page


def test_a_new_password_keeps_this_session_and_ends_the_others(ann: User) -> None:
    here, elsewhere = sign_in(), sign_in()

    done = here.post(OWN, {"current_password": PASSWORD, "new_password1": "three odd words"}, follow=True)

    assert "Your password is changed." in done.content.decode()
    assert here.get(MINE).status_code == 200
    assert elsewhere.get(MINE).status_code == 302
    assert sign_in(password="three odd words").get(MINE).status_code == 200


WRONG = "The current password is wrong, or was tried too many times"


@pytest.mark.parametrize(
    ("current", "new", "errors"),
    [
        (
            "wrong",
            "three odd words",
            {"current_password": [WRONG]},
        ),
        ("", "three odd words", {"current_password": ["Enter your current password"]}),
        (PASSWORD, "Ann Bell Ann Bell", {"new_password1": ["The password must be more than your name"]}),
        (PASSWORD, "", {"new_password1": ["Enter a new password"]}),
    ],
)
def test_what_is_wrong_is_said(ann: User, current: str, new: str, errors: dict[str, list[str]]) -> None:
    response = sign_in().post(OWN, {"current_password": current, "new_password1": new})

    assert response.context["form"].errors == errors
    assert User.objects.get().check_password(PASSWORD)


def test_guessing_the_current_password_is_limited_like_signing_in(ann: User) -> None:
    client = sign_in()
    for _ in range(settings.SIGN_IN_ACCOUNT_LIMIT):
        client.post(OWN, {"current_password": "wrong", "new_password1": "three odd words"})

    assert client.post(OWN, {"current_password": PASSWORD, "new_password1": "three odd words"}).status_code != 302


def test_one_signs_out_everywhere_else(ann: User) -> None:
    here, elsewhere = sign_in(), sign_in()

    here.post("/account/sign-out-elsewhere/")

    assert here.get(MINE).status_code == 200
    assert elsewhere.get(MINE).status_code == 302
    assert Event.objects.latest("pk").verb == "sessions_ended"


def test_what_waits_to_be_confirmed_stands_there_and_on_the_persons_page(
    ann: User, admin: User, clock: time_machine.Traveller
) -> None:
    change_person(ann, name="Ann Bell", email="a@b.test", job_title="", seen_version=1, actor=admin, at=NOW)
    letters()
    client, desk, other = Client(), Client(), Client()
    client.force_login(User.objects.get(pk=ann.pk))
    desk.force_login(admin)
    other.force_login(somebody("Olu Ade", "administrator"))

    assert "Confirm it by the link sent to a...@council.test" in client.get(MINE).content.decode()
    clock.shift(1)
    client.post("/account/send-confirmation/")
    clock.shift(1)
    desk.post(f"/manage/people/{ann.pk}/send-confirmation/")
    assert Notification.objects.filter(kind="confirmation_link", mail_to=ANN).count() == 3
    assert "You changed this yourself" in desk.get(f"/manage/people/{ann.pk}/").content.decode()
    confirm = f"/manage/people/{ann.pk}/confirm/"
    assert desk.get(confirm).status_code == 403
    assert f'href="{confirm}"' in other.get(f"/manage/people/{ann.pk}/").content.decode()
    assert other.post(confirm, {"reason": " "}).context["form"].errors
    assert other.post(confirm, {"reason": "Saw her staff card"}).status_code == 302
    assert "Confirm it by the link" not in client.get(MINE).content.decode()
    assert client.post("/account/send-confirmation/").status_code == 302  # nothing to send any more


# Coming in by a link


def test_a_link_signs_in_by_a_button_and_once(ann: User) -> None:
    path, client = link(), Client()

    assert "Sign in as Ann Bell" in client.get(path).content.decode()
    assert "_auth_user_id" not in client.session  # mail scanners open every link
    assert client.post(path)["Location"] == "/"
    assert client.get(MINE).status_code == 200
    assert "This link no longer works" in Client().get(path).content.decode()
    again = Client()
    again.post(path)
    assert "_auth_user_id" not in again.session
    assert Event.objects.latest("pk").verb == "link_used"


def test_after_a_link_a_new_password_needs_no_current_one_for_a_while(ann: User, clock: time_machine.Traveller) -> None:
    client = Client()
    assert client.post(link(), {"password": "new"})["Location"] == OWN
    assert "Current password" not in client.get(OWN).content.decode()
    client.post(OWN, {"new_password1": "three odd words"})
    assert User.objects.get().check_password("three odd words")
    assert "Current password" in client.get(OWN).content.decode()

    clock.shift(timedelta(minutes=5))
    client.post(link())
    clock.shift(timedelta(minutes=16))
    assert "Current password" in client.get(OWN).content.decode()


def test_the_link_ends_after_a_quarter_of_an_hour_a_sign_in_or_another_address(
    ann: User, admin: User, clock: time_machine.Traveller
) -> None:
    first = link()
    clock.shift(timedelta(minutes=15, seconds=1))
    second = link()
    sign_in()
    third = link()
    change_person(ann, name="Ann Bell", email="a@b.test", job_title="", seen_version=1, actor=admin, at=NOW)

    for path in (first, second, third, "/sign-in/link/1-x.y.z/", "/sign-in/link/x/"):
        client = Client()
        assert "This link no longer works" in client.post(path).content.decode()
        assert "_auth_user_id" not in client.session


def test_limits_on_guessing_do_not_stop_the_owner(ann: User) -> None:
    client = Client()
    for _ in range(settings.SIGN_IN_ACCOUNT_LIMIT + 2):
        client.post("/sign-in/", {"username": ANN, "password": "wrong"})
    assert client.post("/sign-in/", {"username": ANN, "password": PASSWORD}).status_code == 429

    client.post(link())

    assert client.get(MINE).status_code == 200


def test_the_answer_and_its_statements_are_the_same_for_every_address(ann: User) -> None:
    somebody("Left Long", "manager", active=False, password=PASSWORD)
    answers = set()
    Client().get("/sign-in/link/sent/")  # reads the edition, once in a while
    for email in (ANN, "left.long@council.test", "nobody@council.test", f" \u200b{ANN.upper()}"):
        with CaptureQueriesContext(connection) as captured:
            response = Client().post(REQUEST, {"email": email}, follow=True)
        statements = [query["sql"].split(" ")[0] for query in captured]
        answers.add((response.content, tuple(statements), tuple(response.redirect_chain)))

    assert len(answers) == 1
    assert list(letters()) == [(ANN, SUBJECT)]


def test_three_links_an_hour_to_one_address(ann: User, clock: time_machine.Traveller) -> None:
    count = 0
    for _ in range(5):
        Client().post(REQUEST, {"email": ANN})
        count += len(letters())
        clock.shift(timedelta(minutes=1))
    assert count == 3

    clock.shift(timedelta(hours=1))
    Client().post(REQUEST, {"email": ANN})
    assert len(letters()) == 1
    assert SignInLinkRequest.objects.count() == 1  # what no longer counts is gone


def test_a_network_is_sent_thirty_links_an_hour_with_the_same_answer(ann: User, clock: time_machine.Traveller) -> None:
    answers = set()
    for number in range(31):
        network = f"2001:db8:1:2::{number:x}"
        response = Client().post(REQUEST, {"email": f"p{number}@council.test"}, REMOTE_ADDR=network, follow=True)
        answers.add((response.content, tuple(response.redirect_chain)))
    Client().post(REQUEST, {"email": ANN}, REMOTE_ADDR="2001:db8:1:2:ffff::1")
    assert (len(answers), SignInLinkRequest.objects.count(), list(letters())) == (1, 30, [])
    assert SecurityEvent.objects.count() == 30  # nor does the record grow

    Client().post(REQUEST, {"email": ANN}, REMOTE_ADDR="2001:db8:1:3::1")
    assert len(letters()) == 1
    clock.shift(timedelta(hours=1))
    Client().post(REQUEST, {"email": ANN}, REMOTE_ADDR="2001:db8:1:2::1")
    assert len(letters()) == 1


def test_requests_of_somebody_else_leave_the_owner_their_own(ann: User) -> None:
    for _ in range(5):
        Client().post(REQUEST, {"email": ANN}, REMOTE_ADDR="192.0.2.1")
    assert SignInLinkRequest.objects.count() == 3

    for number in range(2, 9):
        for _ in range(4):
            Client().post(REQUEST, {"email": ANN}, REMOTE_ADDR=f"192.0.2.{number}")
    assert SignInLinkRequest.objects.count() == 12  # nor is the mailbox flooded from many networks


def test_guesses_at_the_current_password_are_recorded(ann: User) -> None:
    sign_in().post(OWN, {"current_password": "wrong", "new_password1": "three odd words"})

    assert SecurityEvent.objects.filter(kind=SecurityKind.SIGN_IN_FAILED, person=ann).count() == 1


@override_settings(DEBUG=False)
def test_the_people_of_the_demo_do_not_come_into_a_real_site() -> None:
    demo = User.objects.create_user("finance@example.org", "Sam Whitby", "demo")
    path = link(demo.email)

    with override_settings(SECURE_SSL_REDIRECT=False):
        assert "This link no longer works" in Client().get(path).content.decode()


def test_deactivated_since_the_link_was_sent(ann: User, admin: User) -> None:
    path = link()
    deactivate(ann, actor=admin, at=NOW)

    assert "This link no longer works" in Client().post(path).content.decode()


# States


def test_the_list_and_the_page_say_what_somebody_is(admin: User) -> None:
    desk = Client()
    desk.force_login(admin)
    people = {
        "Invited": somebody("Nora Bell", "auditor"),
        "No role yet": somebody("Nick Cole", password=PASSWORD),
        "Active": somebody("Ann Bell", "auditor", password=PASSWORD),
        "Inactive": somebody("Left Long", "auditor", password=PASSWORD, active=False),
    }
    listed = desk.get("/manage/people/").content.decode()

    for word, person in people.items():
        assert word in desk.get(f"/manage/people/{person.pk}/").content.decode()
        assert word in listed.split(person.name)[1].split("</tr>")[0]


@pytest.mark.parametrize("number", [1, 3])
def test_the_account_page_costs_the_same_at_any_number_of_administrators(ann: User, admin: User, number: int) -> None:
    for one in range(number):
        somebody(f"Admin {one}", "administrator")
    cache.clear()

    assert queries(sign_in(), MINE, "accounts_user") == 2  # whose page, whom to ask


def test_the_page_says_what_became_of_the_invitation(admin: User) -> None:
    desk = Client()
    desk.force_login(admin)
    desk.post("/manage/people/new/", {"name": "Nora Bell", "email": "nora@council.test", "job_title": ""})
    page = f"/manage/people/{User.objects.get(email='nora@council.test').pk}/"
    assert "has waited to be sent since 23 November 2026" in " ".join(desk.get(page).content.decode().split())

    (text,) = letters().values()
    assert "was sent on 23 November 2026" in " ".join(desk.get(page).content.decode().split())
    assert "Send the invitation again" in desk.get(page).content.decode()
    assert link_in(text) not in desk.get(page).content.decode()
    newcomer = Client()
    opened = newcomer.get(link_in(text), follow=True)
    assert "Set your password" in opened.content.decode()
    assert "For Nora Bell, who signs in as nora@council.test." in opened.content.decode()
    form = opened.redirect_chain[-1][0]
    newcomer.post(form, {"new_password1": "three odd words"})

    assert "The invitation was used." in desk.get(page).content.decode()
    assert "Send a link to set a new password" in desk.get(page).content.decode()
