"""Coming in and staying out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import Role, User
from accounts.services.credentials import make_first_link, set_password
from accounts.services.people import activate, deactivate
from tests.accounts.people import NOW, PASSWORD, somebody

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"


@pytest.fixture
def ann() -> User:
    return somebody("Ann Bell", "commissioner", password=PASSWORD)


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def errors(client: Client, username: str, password: str = PASSWORD) -> list[str]:
    form = client.post(SIGN_IN, {"username": username, "password": password}).context["form"]
    return [message for messages in form.errors.values() for message in messages]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["ann.bell@council.test", "Ann.Bell@COUNCIL.test", "  ann.bell@council.test "])
def test_the_address_may_be_typed_in_any_case(client: Client, ann: User, typed: str) -> None:
    response = client.post(SIGN_IN, {"username": typed, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(client)


def test_what_is_missing_is_asked_for(client: Client, ann: User) -> None:
    assert errors(client, "", "") == ["Enter your email address", "Enter your password"]
    assert errors(client, ann.email, "") == ["Enter your password"]


def test_every_wrong_pair_reads_the_same(client: Client, ann: User) -> None:
    """Nobody learns from it who has an account, who is inactive or who has no password yet."""
    somebody("Left Long", "manager", active=False, password=PASSWORD)
    somebody("New Nash", "manager")
    tries = [
        (ann.email, "wrong"),
        ("left.long@council.test", PASSWORD),
        ("new.nash@council.test", ""),
        ("no@no.test", "x"),
    ]

    said = {tuple(errors(client, email, password or "!")) for email, password in tries}

    assert said == {("The email or password is wrong",)}
    assert not is_in(client)


def test_the_page_does_not_repeat_the_password(client: Client, ann: User) -> None:
    response = client.post(SIGN_IN, {"username": ann.email, "password": "secret words here"})

    assert b"secret words here" not in response.content
    assert b"<title>Error: Sign in" in response.content


AWAY = ["//evil.test", "https:evil.test", "/\\evil.test", "%2f%2fevil.test", "javascript:alert(1)", "data:text/html,x"]


@pytest.mark.parametrize("away", [*AWAY, "https://evil.test/", "http:///evil.test", "\x08//evil.test"])
def test_next_never_leaves_this_host(client: Client, ann: User, away: str) -> None:
    response = client.post(f"{SIGN_IN}?next={away}", {"username": ann.email, "password": PASSWORD, "next": away})

    assert response.status_code == 302
    assert response["Location"] == "/" or response["Location"].startswith("%2f%2f")  # a relative path of this host


def test_next_is_followed_here(client: Client, ann: User) -> None:
    shown = client.get("/account/cover/")
    assert shown["Location"] == "/sign-in/?next=/account/cover/"

    response = client.post(SIGN_IN, {"username": ann.email, "password": PASSWORD, "next": "/account/cover/"})

    assert response["Location"] == "/account/cover/"


def test_somebody_inactive_is_out_with_the_next_request(client: Client, ann: User, admin: User) -> None:
    sign_in(client, ann.email)
    assert client.get("/account/cover/").status_code == 200

    deactivate(ann, actor=admin, at=NOW)

    assert client.get("/account/cover/").status_code == 302
    activate(ann, actor=admin, at=NOW)
    assert client.get("/account/cover/").status_code == 302  # an old session does not come back


def test_a_role_taken_is_gone_with_the_next_request(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert client.get("/manage/people/").status_code == 200

    admin.roles.all().delete()

    assert client.get("/manage/people/").status_code == 403


def test_a_new_password_ends_other_sessions(client: Client, ann: User) -> None:
    sign_in(client, ann.email)

    set_password(ann, "another long password", actor=ann, at=NOW)

    assert client.get("/account/cover/").status_code == 302


def test_signing_in_changes_the_session_key_and_out_ends_it(client: Client, ann: User) -> None:
    client.get(SIGN_IN)
    client.session.save()
    before = client.session.session_key
    sign_in(client, ann.email)
    during = client.session.session_key

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == SIGN_IN
    assert before != during
    assert client.get("/account/cover/").status_code == 302


def test_without_a_role_one_reads_whom_to_ask(client: Client, admin: User) -> None:
    nora = somebody("Nora Bell", password=PASSWORD)

    response = client.post(
        SIGN_IN, {"username": nora.email, "password": PASSWORD, "next": "/account/cover/"}, follow=True
    )

    assert response.redirect_chain == [("/account/no-role/", 302)]
    assert "Nadia Khan" in response.content.decode()
    Role.objects.create(user=nora, kind="auditor")
    assert client.get("/account/no-role/")["Location"] == "/"


def test_ten_wrong_guesses_lock_the_address_out_and_say_until_when(client: Client, ann: User) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 10, 39, 30, tzinfo=NOW.tzinfo), tick=False) as clock:
        for _ in range(settings.SIGN_IN_ACCOUNT_LIMIT - 1):
            assert errors(client, ann.email, "wrong") == ["The email or password is wrong"]
        response = client.post(SIGN_IN, {"username": ann.email, "password": "wrong"})
        locked = "Too many wrong guesses for this account. Get a link by email instead, or try again at 10:45am."
        assert response.status_code == 429
        assert locked in response.content.decode()
        assert errors(client, ann.email.upper()) == [locked]
        assert not is_in(client)
        clock.shift(timedelta(minutes=6))
        sign_in(client, ann.email)
        assert is_in(client)


def test_an_invented_forwarding_header_buys_no_guess(client: Client, ann: User) -> None:
    for number in range(settings.SIGN_IN_ACCOUNT_LIMIT):
        client.post(
            SIGN_IN, {"username": ann.email, "password": "wrong"}, headers={"x-forwarded-for": f"198.51.100.{number}"}
        )

    assert "Too many wrong guesses" in errors(client, ann.email)[0]


@override_settings(DEBUG=False)
def test_the_people_of_the_demo_stay_out_of_a_real_site(client: Client) -> None:
    demo = User.objects.create_user("finance@example.org", "Sam Whitby", "demo")

    assert errors(client, demo.email, "demo") == ["The email or password is wrong"]
    with override_settings(DEBUG=True):
        sign_in(client, demo.email, "demo")
        assert client.get("/account/no-role/").status_code == 200
    assert client.get("/account/no-role/").status_code == 302


def test_a_link_sets_a_password_once(client: Client, ann: User, admin: User) -> None:
    link = make_first_link(ann, at=NOW)
    form = client.get(link, follow=True)
    assert form.redirect_chain[-1][0].endswith("/set-password/")

    short = client.post(form.redirect_chain[-1][0], {"new_password1": "short"})
    assert "at least 12 characters" in short.content.decode()
    done = client.post(form.redirect_chain[-1][0], {"new_password1": "three odd words"})

    assert done["Location"] == reverse("sign-in")
    ann.refresh_from_db()
    assert ann.check_password("three odd words")
    again = Client().get(link, follow=True)
    assert "This link no longer works" in again.content.decode()


@pytest.mark.parametrize("link", ["/sign-in/new-password/x/y/", "/sign-in/new-password/MQ/set-password/"])
def test_an_invented_link_does_not_work(client: Client, ann: User, link: str) -> None:
    response = client.get(link)

    assert response.status_code == 200
    assert "This link no longer works" in response.content.decode()
    assert client.post(link, {"new_password1": "three odd words"}).status_code == 200


def test_somebody_inactive_cannot_use_a_link(client: Client, ann: User, admin: User) -> None:
    link = make_first_link(ann, at=NOW)
    deactivate(ann, actor=admin, at=NOW)

    assert "This link no longer works" in client.get(link, follow=True).content.decode()


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-in/help/"])
def test_what_one_needs_to_sign_in_is_public(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
