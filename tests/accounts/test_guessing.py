"""How many wrong passwords are checked: for an account, from a network, and in a browser that the owner knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import SignInAttempt, User
from accounts.services.credentials import set_password
from audit.models import SecurityEvent
from tests.accounts.people import NOW, PASSWORD, somebody

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"
START = datetime(2026, 11, 23, 10, 0, tzinfo=NOW.tzinfo)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def ann() -> User:
    return somebody("Ann Bell", "commissioner", password=PASSWORD)


def guess(client: Client, email: str, password: str = "wrong", **more: str) -> int:
    """302 for a right password, 200 for a wrong one, 429 where there were too many."""
    return client.post(SIGN_IN, {"username": email, "password": password}, **more).status_code  # type: ignore[arg-type]


def statuses(tries: Iterator[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for status in tries:
        counts[status] = counts.get(status, 0) + 1
    return counts


def recorded() -> dict[tuple[str, str, bool], int]:
    """How often, by kind, address and whether the account exists."""
    counts: dict[tuple[str, str, bool], int] = {}
    for event in SecurityEvent.objects.all():
        key = (event.kind, event.address, event.person_id is not None)
        counts[key] = counts.get(key, 0) + event.count
    return counts


def test_an_account_has_ten_guesses_from_one_address(client: Client, ann: User) -> None:
    assert statuses(guess(client, ann.email) for _ in range(60)) == {200: 9, 429: 51}  # the tenth says so already
    assert guess(client, ann.email, PASSWORD) == 429
    assert recorded() == {("sign_in_failed", "127.0.0.1", True): 9, ("locked_out", "127.0.0.1", True): 52}


def test_an_account_has_ten_guesses_from_all_addresses(ann: User) -> None:
    tries = (guess(Client(REMOTE_ADDR=f"192.0.2.{number % 20}"), ann.email) for number in range(180))

    assert statuses(tries) == {200: 9, 429: 171}
    assert SignInAttempt.objects.count() == 10


def test_a_network_has_thirty_guesses_at_all_accounts(client: Client) -> None:
    people = [somebody(f"Person N{number}", password=PASSWORD) for number in range(40)]

    assert statuses(guess(client, person.email) for person in people) == {200: 29, 429: 11}
    page = client.post(SIGN_IN, {"username": "nobody@council.test", "password": "x"}).content.decode()
    assert "Too many wrong guesses from your network. Get a link by email instead, or try again at 10:06am." in page
    assert guess(Client(REMOTE_ADDR="192.0.2.1"), people[0].email, PASSWORD) == 302


def test_addresses_of_one_ipv6_network_are_one(ann: User) -> None:
    emails = [f"person{number}@council.test" for number in range(60)]
    tries = (guess(Client(REMOTE_ADDR=f"2001:db8::{n:x}"), email) for n, email in enumerate(emails, start=1))

    assert statuses(tries) == {200: 29, 429: 31}
    assert guess(Client(REMOTE_ADDR="2001:db8:0:1::1"), ann.email, PASSWORD) == 302


@pytest.mark.parametrize("proxies", [0, 1])
def test_forged_forwarding_headers_gain_nothing(client: Client, ann: User, proxies: int) -> None:
    """With a proxy of ours, the last entry is its own; the rest is what the client sent."""
    with override_settings(PROXIES=proxies):
        own = ", 198.51.100.1" if proxies else ""
        forged = [f"203.0.113.{n}{own}" for n in range(30)] + [f"unknown{own}", f"[2001:db8::1]:443{own}", f"'{own}"]
        emails = [f"person{number}@council.test" for number in range(len(forged))]
        tries = (
            guess(client, email, headers={"x-forwarded-for": header})  # type: ignore[arg-type]
            for email, header in zip(emails, forged, strict=True)
        )
        assert statuses(tries) == {200: 29, 429: 4}
    assert {address for _, address, _ in recorded()} == {"198.51.100.1" if proxies else "127.0.0.1"}


def test_guesses_end_one_by_one_after_five_minutes(client: Client, ann: User, clock: time_machine.Traveller) -> None:
    for _ in range(10):
        guess(client, ann.email)
        clock.shift(timedelta(seconds=20))

    clock.move_to(START + timedelta(minutes=5, seconds=-1))
    assert guess(client, ann.email) == 429
    clock.move_to(START + timedelta(minutes=5))
    assert guess(client, ann.email) == 429  # checked, and then there are ten again
    assert guess(client, ann.email, PASSWORD) == 429
    clock.move_to(START + timedelta(minutes=5, seconds=20))
    assert guess(client, ann.email, PASSWORD) == 302


def test_refused_attempts_do_not_lengthen_a_lockout(client: Client, ann: User, clock: time_machine.Traveller) -> None:
    for _ in range(10):
        guess(client, ann.email)
    clock.shift(timedelta(minutes=4))
    for _ in range(10):
        guess(client, ann.email)
    clock.shift(timedelta(minutes=1))

    assert guess(client, ann.email, PASSWORD) == 302


def test_others_do_not_lock_the_owner_out_of_a_known_browser(client: Client, ann: User) -> None:
    guess(client, ann.email, PASSWORD)
    client.post("/sign-out/")
    for number in range(40):
        guess(Client(), ann.email)
        guess(Client(), f"person{number}@council.test")

    assert guess(Client(), ann.email, PASSWORD) == 429
    assert guess(client, ann.email) == 200
    assert guess(client, ann.email, PASSWORD) == 302


def test_a_known_browser_has_ten_guesses_of_its_own(client: Client, ann: User) -> None:
    guess(client, ann.email, PASSWORD)

    assert statuses(guess(client, ann.email) for _ in range(15)) == {200: 9, 429: 6}
    assert guess(client, ann.email, PASSWORD) == 429
    assert guess(Client(), ann.email, PASSWORD) == 302


def test_a_known_browser_is_known_for_one_account_alone(client: Client, ann: User) -> None:
    other = somebody("Bob Cole", "commissioner", password=PASSWORD)
    guess(client, other.email, PASSWORD)
    for _ in range(10):
        guess(Client(), ann.email)

    assert guess(client, ann.email, PASSWORD) == 429


@pytest.mark.parametrize("change", ["password", "cookie", "age"])
def test_a_browser_is_known_no_more(client: Client, ann: User, change: str, clock: time_machine.Traveller) -> None:
    guess(client, ann.email, PASSWORD)
    cookie = client.cookies[settings.KNOWN_BROWSER_COOKIE]
    password = "three odd words" if change == "password" else PASSWORD
    if change == "password":
        set_password(ann, password, actor=ann, at=NOW)
    elif change == "cookie":
        cookie.set(cookie.key, cookie.value[:-1] + ("a" if cookie.value[-1] != "a" else "b"), cookie.coded_value)
        client.cookies[settings.KNOWN_BROWSER_COOKIE] = cookie.value
    else:
        clock.shift(settings.KNOWN_BROWSER_AGE + timedelta(seconds=1))
        client.cookies[settings.KNOWN_BROWSER_COOKIE] = cookie.value
    for _ in range(10):
        guess(Client(), ann.email)

    assert guess(client, ann.email, password) == 429


def test_the_cookie_is_closed_to_scripts_and_names_nobody(client: Client, ann: User) -> None:
    guess(client, ann.email, PASSWORD)

    cookie = client.cookies[settings.KNOWN_BROWSER_COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", 31_536_000)
    assert "ann" not in cookie.value.lower()


def test_nothing_that_was_typed_is_kept(client: Client, ann: User) -> None:
    guess(client, "Hunter2-my-password", "another secret")
    guess(client, ann.email, "another secret")

    kept = repr([list(SignInAttempt.objects.values()), list(SecurityEvent.objects.values())]).lower()

    assert "hunter2" not in kept and "another secret" not in kept and ann.email not in kept


class CountingHasher(MD5PasswordHasher):
    hashed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        return super().encode(password, salt)


def test_an_account_that_does_not_exist_takes_as_long(client: Client, ann: User) -> None:
    """The password is hashed once either way, and the statements are as many."""
    somebody("Left Long", "manager", active=False, password=PASSWORD)
    somebody("New Nash", "manager")
    guess(Client(), "first@council.test")  # what is read once in a process
    work = {}
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.CountingHasher"]):
        for email in (ann.email, "left.long@council.test", "new.nash@council.test", "no@no.test"):
            CountingHasher.hashed.clear()
            with CaptureQueriesContext(connection) as statements:
                guess(Client(), email, "a guess")
            work[email] = (len(CountingHasher.hashed), len(statements))

    assert [hashed for hashed, _ in work.values()] == [1] * 4
    assert len(set(work.values())) == 1, work


def test_coming_in_and_going_out_is_recorded(client: Client, ann: User) -> None:
    guess(client, ann.email)
    guess(client, ann.email, PASSWORD)
    client.post("/sign-out/")

    rows = SecurityEvent.objects.order_by("pk").values_list("kind", "person", "address", "facts")
    assert list(rows) == [
        ("sign_in_failed", ann.pk, "127.0.0.1", {}),
        ("signed_in", ann.pk, "127.0.0.1", {"means": "password"}),
        ("signed_out", ann.pk, "127.0.0.1", {}),
    ]
