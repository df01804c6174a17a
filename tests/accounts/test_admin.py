"""Django's admin shows developers people, and changes nothing."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import Committee, Cover, Directorate, Division, Portfolio, Role, Specialism, User
from tests.accounts.people import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def developer(client: Client) -> User:
    root = User.objects.create_superuser("root@council.test", "Simon Root")
    client.force_login(root)
    return root


def test_nothing_but_people_is_there() -> None:
    assert set(admin.site._registry) == {User, Role, Directorate, Specialism, Division, Portfolio, Committee, Cover}


@pytest.mark.parametrize("model", ["user", "role", "directorate", "specialism", "division", "cover"])
def test_a_developer_reads_and_changes_nothing(client: Client, developer: User, model: str) -> None:
    pk = somebody("Ann Bell", "manager", "adviser").pk if model == "user" else 1
    listed = f"/admin/accounts/{model}/"

    assert client.get(listed).status_code == 200
    assert client.get(f"{listed}add/").status_code == 403
    assert client.post(f"{listed}add/", {"name": "X"}).status_code == 403
    assert client.post(f"{listed}{pk}/change/", {"name": "X"}).status_code in (302, 403)
    assert client.post(f"{listed}{pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    assert client.post(listed, {"action": "delete_selected", "_selected_action": pk}).status_code in (200, 403)
    assert not User.objects.filter(name="X").exists()
    assert model != "user" or User.objects.filter(pk=pk, name="Ann Bell").exists()


def test_passwords_are_not_shown(client: Client, developer: User) -> None:
    ann = somebody("Ann Bell", password="correct horse battery")

    page = client.get(f"/admin/accounts/user/{ann.pk}/change/").content.decode()

    assert "Ann Bell" in page
    assert ann.password not in page


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=pbkdf2",
        "password=x",
        "password__regex=^p",
        "roles__user__password__startswith=p",
        "cover_given__stand_in__password__contains=p",
        "logentry__user__password__startswith=p",
        "last_login__gte=2026-01-01",
        "roles__kind__startswith=a",
        "is_active__password=x",
        "nothing__exact=1",
        "_to_field=password",
    ],
)
def test_a_list_is_asked_for_what_its_filters_offer_alone(client: Client, developer: User, query: str) -> None:
    """Otherwise a password's hash could be read by asking for its beginning, one letter after another."""
    somebody("Ann Bell", password="correct horse battery")

    for extra in ("", "&o=1", "&_popup=1"):
        assert client.get(f"/admin/accounts/user/?{query}{extra}").status_code == 400


@pytest.mark.parametrize("model", ["role", "directorate", "specialism", "division", "cover"])
@pytest.mark.parametrize("through", ["user__password", "roles__user__password", "person__password", "pk"])
def test_no_other_list_leads_to_passwords(client: Client, developer: User, model: str, through: str) -> None:
    assert client.get(f"/admin/accounts/{model}/?{through}__startswith=p").status_code == 400


@pytest.mark.parametrize(
    "query", ["is_active__exact=1", "roles__kind__exact=auditor", "q=ann", "o=1.-2", "o=99", "p=0", "_popup=1", "all="]
)
def test_filters_search_and_order_work(client: Client, developer: User, query: str) -> None:
    assert client.get(f"/admin/accounts/user/?{query}").status_code == 200


def test_others_are_sent_to_the_sign_in_page(client: Client, admin: User) -> None:
    assert client.get("/admin/").status_code == 302
    client.force_login(admin)

    shown = client.get("/admin/", follow=True)

    assert shown.redirect_chain[-1][0].startswith("/sign-in/?next=")


def test_there_is_one_place_to_type_a_password(client: Client, developer: User) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/sign-in/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "x", "password": "y"})["Location"] == "/sign-in/"
    assert client.get("/admin/password_change/")["Location"] == "/sign-in/"
