"""A manager says who decides while they are away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Cover, User
from tests.accounts.people import NOW, queries, somebody
from tests.council import AUTHORITY

pytestmark = pytest.mark.django_db

COVER = "/account/cover/"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def posted(stand_in: object, starts: str = "1 12 2026", ends: str = "5 12 2026") -> dict[str, object]:
    boxes = {
        f"{name}_{box}": part
        for name, text in (("starts", starts), ("ends", ends))
        for box, part in zip(("day", "month", "year"), text.split(" "), strict=True)
    }
    return boxes | {"stand_in": stand_in, "confirm": "1"} | AUTHORITY


def test_cover_is_given_shown_and_ended(client: Client, manager: User, commissioner: User) -> None:
    client.force_login(manager)
    assert "Assistant director, Place" in client.get(COVER).content.decode()

    given = client.post(COVER, posted(commissioner.pk), follow=True)
    assert given.redirect_chain == [(COVER, 302)]
    assert "Priya Nair can decide the gates that wait for you from 1 to 5 December 2026" in given.content.decode()
    assert "To come" in given.content.decode()
    cover = Cover.objects.get()
    assert (cover.starts, cover.ends) == (date(2026, 12, 1), date(2026, 12, 5))

    ended = client.post(f"{COVER}{cover.pk}/end/", follow=True).content.decode()
    assert "Ended on 23 November 2026" in ended
    assert "End now" not in ended


def test_the_stand_in_sees_whom_they_decide_for(client: Client, manager: User, commissioner: User) -> None:
    Cover.objects.create(person=manager, stand_in=commissioner, starts=TODAY, ends=TODAY, created_at=NOW)
    client.force_login(commissioner)

    page = client.get(COVER).content.decode()

    assert "Daniel Okafor, from 23 November 2026 to 23 November 2026" in page
    assert "Only managers decide gates" in page
    assert client.post(COVER, posted(manager.pk)).status_code == 403


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"starts": "  "}, {"starts": ["Enter the first day"]}),
        ({"starts": "22 11 2026"}, {"starts": ["The first day must be today or later"]}),
        ({"ends": "30 11 2026"}, {"ends": ["The last day must be the first day or later"]}),
        ({"ends": "31 11 2026"}, {"ends": ["Last day must be a real date"]}),
        ({"ends": "1 12 9999"}, {"ends": ["Last day must be between 2000 and 2100"]}),
        ({"stand_in": ""}, {"stand_in": ["Select who decides for you"]}),
        ({"stand_in": "me"}, {"stand_in": ["Select a person from the list"]}),
        ({"stand_in": "adviser"}, {"stand_in": ["Select a person from the list"]}),
        ({"stand_in": "9" * 30}, {"stand_in": ["Select a person from the list"]}),
    ],
)
def test_what_is_wrong_with_cover_is_said(
    client: Client, manager: User, commissioner: User, change: dict[str, str], errors: dict[str, Any]
) -> None:
    people = {"me": manager.pk, "adviser": somebody("Sam Whitby", "adviser").pk}
    stand_in = people.get(change.get("stand_in", ""), change.get("stand_in", commissioner.pk))
    days = {name: text for name, text in change.items() if name != "stand_in"}
    client.force_login(manager)

    response = client.post(COVER, posted(stand_in, **days))

    assert response.context["form"].errors == errors
    assert not Cover.objects.exists()


def test_only_who_gave_cover_ends_it(client: Client, manager: User, commissioner: User) -> None:
    cover = Cover.objects.create(person=manager, stand_in=commissioner, starts=TODAY, ends=TODAY, created_at=NOW)
    client.force_login(commissioner)

    assert client.post(f"{COVER}{cover.pk}/end/").status_code == 404
    assert client.get(f"{COVER}{cover.pk}/end/").status_code == 405


def test_ending_twice_is_refused_in_words(client: Client, manager: User, commissioner: User) -> None:
    cover = Cover.objects.create(person=manager, stand_in=commissioner, starts=TODAY, ends=TODAY, created_at=NOW)
    client.force_login(manager)
    client.post(f"{COVER}{cover.pk}/end/")

    assert client.post(f"{COVER}{cover.pk}/end/").status_code == 403


@pytest.mark.parametrize(("days", "active", "says"), [(0, True, True), (1, True, False), (0, False, False)])
def test_the_card_says_who_decides_now(
    client: Client, manager: User, commissioner: User, days: int, active: bool, says: bool
) -> None:
    starts = TODAY + timedelta(days=days)
    Cover.objects.create(person=manager, stand_in=commissioner, starts=starts, ends=starts, created_at=NOW)
    User.objects.filter(pk=commissioner.pk).update(is_active=active)
    client.force_login(manager)

    assert ("decides for Daniel Okafor until" in client.get(f"/people/{manager.pk}/").content.decode()) is says


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_at_any_length(
    client: Client, manager: User, commissioner: User, number: int
) -> None:
    for one in range(number):
        day = TODAY + timedelta(days=one)
        Cover.objects.create(person=manager, stand_in=commissioner, starts=day, ends=day, created_at=NOW)
        Cover.objects.create(person=commissioner, stand_in=manager, starts=day, ends=day, created_at=NOW)
    client.force_login(manager)

    assert queries(client, COVER, "accounts_cover") == 2  # given and taken
