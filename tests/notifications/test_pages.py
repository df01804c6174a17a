"""What I was told, newest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from notifications.models import Notification
from notifications.selectors import unread_of
from tests.accounts.people import NOW, queries, somebody

pytestmark = pytest.mark.django_db

MINE = "/account/notifications/"
ALL = "/manage/messages/"


@pytest.fixture
def ann(client: Client) -> User:
    person = somebody("Ann Bell", "commissioner")
    client.force_login(person)
    return person


def tell(person: User, number: int, subject: str = "Please decide the Plan gate: Home care") -> None:
    for one in range(number):
        Notification.objects.create(
            kind="gate_waiting",
            person=person,
            occasion=f"gate_waiting:{subject}{one}",
            subject=f"{subject} {one}",
            address=f"/cycles/C-000{one}/",
            created_at=NOW + timedelta(minutes=one),
        )


def test_nothing_yet(client: Client, ann: User) -> None:
    assert "You have no notifications." in client.get(MINE).content.decode()


def test_mine_are_listed_newest_first_with_their_links(client: Client, ann: User) -> None:
    tell(ann, 2)
    tell(somebody("Sam Whitby"), 1, "Not for Ann")

    page = client.get(MINE).content.decode()

    assert page.index("Home care 1") < page.index("Home care 0")
    assert 'href="/cycles/C-0001/"' in page
    assert "Not for Ann" not in page
    assert "2 not read yet." in page


def test_all_are_marked_as_read_with_one_press(client: Client, ann: User) -> None:
    tell(ann, 2)
    newest = client.get(MINE).context["latest"]
    tell(ann, 1, "Came later")

    done = client.post(f"{MINE}read/", {"newest": newest}, follow=True)

    assert done.redirect_chain == [(MINE, 302)]
    assert unread_of(ann).count() == 1


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 40, "²"])
def test_a_number_that_makes_no_sense_marks_nothing(client: Client, ann: User, newest: str) -> None:
    tell(ann, 1)

    assert client.post(f"{MINE}read/", {"newest": newest}).status_code == 302

    assert unread_of(ann).count() == 1


def test_marking_needs_a_press(client: Client, ann: User) -> None:
    assert client.get(f"{MINE}read/").status_code == 405


def test_fifty_a_page(client: Client, ann: User) -> None:
    tell(ann, 51)

    assert "1 to 50 of 51 notifications" in client.get(MINE).content.decode()
    assert "Home care 0<" in client.get(f"{MINE}?page=2").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_at_any_length(client: Client, ann: User, number: int) -> None:
    tell(ann, number)

    assert queries(client, MINE, "notifications_notification") == 3  # how many, one page, the newest


def test_administrators_see_who_was_told_but_not_what(client: Client, ann: User) -> None:
    tell(ann, 2, "Restricted words")
    assert client.get(ALL).status_code == 403
    client.force_login(somebody("Nadia Khan", "administrator"))

    page = client.get(ALL).content.decode()

    assert "Gate waiting" in page
    assert "Ann Bell" in page
    assert "Restricted words" not in page
    assert "C-0001" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_all_costs_the_same_queries_at_any_length(client: Client, ann: User, number: int) -> None:
    client.force_login(somebody("Nadia Khan", "administrator"))
    tell(ann, number)

    assert queries(client, ALL, "notifications_notification") == 2  # how many, one page with its people


@pytest.mark.parametrize("address", [MINE, f"{MINE}read/", ALL])
def test_nobody_signed_out_gets_in(client: Client, address: str) -> None:
    assert client.post(address)["Location"].startswith("/sign-in/")
