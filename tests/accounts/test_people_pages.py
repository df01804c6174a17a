"""Administrators manage people; everybody else reads why they cannot."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Division, Role, User
from audit.models import Event
from tests.accounts.people import PASSWORD, finance, place, queries, somebody

pytestmark = pytest.mark.django_db

PEOPLE = "/manage/people/"


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def shown(desk: Client, query: str = "") -> list[str]:
    """The names on the list, the administrator's own left out."""
    page = desk.get(f"{PEOPLE}{query}").context["page"]
    return [person.name for person in page if person.name != "Nadia Khan"]


def test_people_are_found_by_name_address_role_and_directorate(desk: Client) -> None:
    somebody("Ann Bell", "commissioner")
    somebody("Bob Cole", "manager")
    somebody("Left Long", "adviser", active=False)

    assert shown(desk) == ["Ann Bell", "Bob Cole", "Left Long"]
    assert shown(desk, "?q=bell") == ["Ann Bell"]
    assert shown(desk, "?q=LEFT.LONG@") == ["Left Long"]
    assert shown(desk, "?role=manager") == ["Bob Cole"]
    assert shown(desk, f"?directorate={place().code}") == ["Bob Cole"]
    assert shown(desk, f"?role=commissioner&directorate={place().code}") == []
    somebody("Cy Dent", "commissioner").roles.update(directorate=place())
    assert shown(desk, f"?directorate={place().code}") == ["Bob Cole", "Cy Dent"]
    assert shown(desk, f"?role=commissioner&directorate={place().code}") == ["Cy Dent"]
    assert "Nobody matches" in desk.get(f"{PEOPLE}?q=zzz").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?role=emperor",
        "?directorate=mars",
        "?page=x",
        "?page=-1",
        "?page=99999999999999999999",
        "?q=%00%ff",
        "?q=" + "x" * 5000,
        "?owner__password__startswith=x",
        "?_connector=OR",
        "?order_by=password",
        "?role=manager&role=adviser",
    ],
)
def test_what_makes_no_sense_in_the_address_still_shows_a_list(desk: Client, query: str) -> None:
    assert desk.get(f"{PEOPLE}{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_at_any_length(desk: Client, number: int) -> None:
    for one in range(number):
        somebody(f"Person {one}", "manager", "adviser")

    assert queries(desk, PEOPLE, "accounts_user") == 2  # how many, and a page
    assert queries(desk, PEOPLE, "accounts_role") == 1  # of the page


def test_fifty_people_a_page(desk: Client) -> None:
    for number in range(51):
        somebody(f"Person {number:02}")

    first = desk.get(PEOPLE).content.decode()

    assert "1 to 50 of 52 people" in first
    assert 'href="?page=2"' in first


def test_a_person_is_added_given_roles_and_a_link(desk: Client, client: Client) -> None:
    place(), finance()
    added = desk.post(f"{PEOPLE}new/", {"name": "Ann Bell", "email": "Ann@Council.test", "job_title": ""}, follow=True)
    ann = User.objects.get(email="ann@council.test")
    assert added.redirect_chain == [(f"{PEOPLE}{ann.pk}/", 302)]

    roles = f"{PEOPLE}{ann.pk}/roles/add/"
    assert desk.post(roles, {"kind": "auditor"})["Location"] == f"{PEOPLE}{ann.pk}/"
    assert desk.post(roles, {"kind": "manager"})["Location"] == f"{roles}manager/"
    assert desk.post(roles, {"kind": "commissioner"})["Location"] == f"{roles}commissioner/"
    assert "The whole council" in desk.get(f"{roles}commissioner/").content.decode()
    desk.post(f"{roles}commissioner/", {"directorate": ""})
    desk.post(f"{roles}commissioner/", {"directorate": place().pk})
    desk.post(f"{roles}manager/", {"grade": "head_of_service", "directorate": place().pk})
    desk.post(f"{roles}adviser/", {"specialism": finance().pk})
    desk.post(f"{roles}councillor/", {"division": ""})
    assert sorted(str(role) for role in ann.roles.all()) == [
        "Auditor",
        "Commissioner",
        "Commissioner, Place",
        "Councillor",
        "Finance",
        "Head of service, Place",
    ]

    sent = desk.post(f"{PEOPLE}{ann.pk}/send-link/", follow=True)
    assert "Ann Bell is emailed a link within a minute." in sent.content.decode()
    assert "/sign-in/new-password/" not in sent.content.decode()
    assert Event.objects.filter(verb="invitation_sent").count() == 1


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {"name": ["Enter a full name"], "email": ["Enter an email address"]}),
        (
            {"name": "Ann", "email": "ann at home"},
            {"email": ["Enter an email address in the correct format, like name@example.com"]},
        ),
        ({"name": "x" * 121, "email": "a@b.test"}, {"name": ["Full name must be 120 characters or fewer"]}),
        (
            {"name": "Ann", "email": "NADIA.khan@council.test"},
            {"email": ["Somebody with this email address is already here"]},
        ),
        (
            {"name": "Ann", "email": "a@b.test", "job_title": "x" * 121},
            {"job_title": ["Job title must be 120 characters or fewer"]},
        ),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said(desk: Client, posted: dict[str, str], errors: dict[str, Any]) -> None:
    response = desk.post(f"{PEOPLE}new/", posted)

    assert response.context["form"].errors == errors
    assert b"<title>Error: " in response.content


@pytest.mark.parametrize("field", ["is_staff", "is_superuser", "is_active", "password", "joined_at", "pk", "id"])
def test_nothing_else_can_be_slipped_in(desk: Client, field: str) -> None:
    desk.post(f"{PEOPLE}new/", {"name": "Ann Bell", "email": "ann@council.test", field: "1"})

    ann = User.objects.get(email="ann@council.test")
    assert (ann.is_staff, ann.is_superuser, ann.is_active, ann.has_usable_password()) == (False, False, True, False)


def test_a_clash_shows_what_was_saved_and_keeps_what_was_typed(desk: Client, manager: User) -> None:
    address = f"{PEOPLE}{manager.pk}/"
    said = {"name": "Dan Okafor", "email": manager.email, "job_title": "", "version": "1"}
    assert desk.post(address, said).status_code == 302

    clash = desk.post(address, said | {"name": "Danny Okafor"})

    assert clash.status_code == 409
    page = clash.content.decode()
    assert "They are now: Dan Okafor, daniel.okafor@council.test" in page
    assert 'value="Danny Okafor"' in page
    assert desk.post(address, said | {"name": "Danny Okafor", "version": "2"}).status_code == 302
    manager.refresh_from_db()
    assert manager.name == "Danny Okafor"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_lost_version_counts_as_an_old_one(desk: Client, manager: User, version: str) -> None:
    said = {"name": "Dan Okafor", "email": manager.email, "job_title": "", "version": version}

    assert desk.post(f"{PEOPLE}{manager.pk}/", said).status_code in (200, 409)

    manager.refresh_from_db()
    assert manager.name == "Daniel Okafor"


@pytest.mark.parametrize(
    ("kind", "posted", "errors"),
    [
        ("", {}, {"kind": ["Select a role"]}),
        ("", {"kind": "emperor"}, {"kind": ["Select a role"]}),
        ("commissioner/", {}, {"__all__": ["This person has that role already"]}),
        ("commissioner/", {"directorate": "x"}, {"directorate": ["Select a directorate"]}),
        ("manager/", {}, {"grade": ["Select a grade"], "directorate": ["Select a directorate"]}),
        (
            "manager/",
            {"grade": "emperor", "directorate": "x"},
            {"grade": ["Select a grade"], "directorate": ["Select a directorate"]},
        ),
        ("adviser/", {"specialism": "9" * 30}, {"specialism": ["Select a specialism"]}),
        ("councillor/", {"division": "0"}, {"division": ["Select a division"]}),
    ],
)
def test_what_is_wrong_with_a_role_is_said(
    desk: Client, commissioner: User, kind: str, posted: dict[str, str], errors: dict[str, Any]
) -> None:
    response = desk.post(f"{PEOPLE}{commissioner.pk}/roles/add/{kind}", posted)

    assert response.context["form"].errors == errors


@pytest.mark.parametrize("kind", ["emperor", "auditor", "administrator"])
def test_only_roles_that_need_more_have_a_second_page(desk: Client, commissioner: User, kind: str) -> None:
    assert desk.get(f"{PEOPLE}{commissioner.pk}/roles/add/{kind}/").status_code == 404


def test_a_role_is_removed(desk: Client, commissioner: User) -> None:
    role = commissioner.roles.get()

    response = desk.post(f"{PEOPLE}{commissioner.pk}/roles/{role.pk}/take/", follow=True)

    assert "Priya Nair no longer has the role Commissioner." in response.content.decode()
    assert not Role.objects.filter(pk=role.pk).exists()


def test_a_role_is_removed_only_below_its_person(desk: Client, commissioner: User, manager: User) -> None:
    role = commissioner.roles.get()

    assert desk.post(f"{PEOPLE}{manager.pk}/roles/{role.pk}/take/").status_code == 404


def test_somebody_is_made_inactive_after_a_check_page_and_active_again(desk: Client, manager: User) -> None:
    address = f"{PEOPLE}{manager.pk}/"
    assert "Make Daniel Okafor inactive?" in desk.get(f"{address}make-inactive/").content.decode()
    manager.refresh_from_db()
    assert manager.is_active

    desk.post(f"{address}make-inactive/")
    manager.refresh_from_db()
    assert not manager.is_active

    assert "Assistant director, Place" in desk.get(f"{address}make-active/").content.decode()
    desk.post(f"{address}make-active/")
    manager.refresh_from_db()
    assert manager.is_active


def test_administrators_read_why_they_cannot_change_themselves(desk: Client, admin: User) -> None:
    own = f"{PEOPLE}{admin.pk}/"
    page = desk.get(own).content.decode()

    assert "You cannot give yourself a role. Ask another administrator." in page
    assert "make-inactive" not in page
    assert "take/" not in page
    for address in ("make-inactive/", "roles/add/", f"roles/{admin.roles.get().pk}/take/"):
        assert desk.post(own + address, {"kind": "auditor"}).status_code == 403


ADDRESSES = [
    "",
    "new/",
    "{pk}/",
    "{pk}/roles/add/",
    "{pk}/roles/add/manager/",
    "{pk}/roles/1/take/",
    "{pk}/make-inactive/",
    "{pk}/make-active/",
    "{pk}/send-link/",
    "{pk}/send-confirmation/",
    "{pk}/confirm/",
]


def body(client: Client, address: str) -> str:
    """The answer without what differs each time: the token, and the address itself."""
    page = client.post(address).content.decode().replace(address, "")
    return re.sub(r'name="(csrfmiddlewaretoken|form_mark)" value="[^"]*"', "", page)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_else_gets_in(client: Client, manager: User, commissioner: User, address: str) -> None:
    to, unknown = (PEOPLE + address.format(pk=pk) for pk in (commissioner.pk, 10**9))
    before = Event.objects.count()
    assert client.post(to)["Location"].startswith("/sign-in/?next=")

    client.force_login(manager)

    assert client.post(to, {"name": "X", "email": "x@x.test", "kind": "auditor"}).status_code in (403, 405)
    assert body(client, to) == body(client, unknown)
    assert Event.objects.count() == before


@pytest.mark.parametrize("address", [one for one in ADDRESSES if "{pk}" in one])
def test_nobody_by_that_number(desk: Client, address: str) -> None:
    for pk in (10**9, 10**25):
        assert desk.post(PEOPLE + address.format(pk=pk)).status_code == 404


def test_what_only_changes_cannot_be_visited(desk: Client, commissioner: User) -> None:
    for address in ("roles/1/take/", "send-link/", "send-confirmation/"):
        assert desk.get(f"{PEOPLE}{commissioner.pk}/{address}").status_code == 405


def test_a_name_is_shown_as_text(desk: Client) -> None:
    hostile = somebody("Ann Bell", "manager")
    User.objects.filter(pk=hostile.pk).update(name="<script>alert(1)</script>", job_title="{{ x }}")
    Division.objects.create(name="<b>Division</b>", district="X")

    for address in (
        PEOPLE,
        f"{PEOPLE}{hostile.pk}/",
        f"/people/{hostile.pk}/",
        f"{PEOPLE}{hostile.pk}/roles/add/councillor/",
    ):
        page = desk.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>Division" not in page


def test_a_card_shows_officers_who_somebody_is(client: Client, manager: User, commissioner: User) -> None:
    client.force_login(commissioner)

    page = client.get(f"/people/{manager.pk}/").content.decode()

    assert "Assistant director, Place" in page
    assert "Change details and roles" not in page
    assert client.get(f"/people/{10**9}/").status_code == 404


def test_councillors_do_not_see_cards(client: Client, manager: User) -> None:
    client.force_login(somebody("Helen Marsh", "councillor", password=PASSWORD))

    for pk in (manager.pk, 10**9):
        assert client.get(f"/people/{pk}/").status_code == 403
