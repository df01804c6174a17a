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


def test_others_are_sent_to_the_sign_in_page(client: Client, admin: User) -> None:
    assert client.get("/admin/").status_code == 302
    client.force_login(admin)

    shown = client.get("/admin/", follow=True)

    assert shown.redirect_chain[-1][0].startswith("/sign-in/?next=")


def test_there_is_one_place_to_type_a_password(client: Client, developer: User) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/sign-in/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "x", "password": "y"})["Location"] == "/sign-in/"
    assert client.get("/admin/password_change/")["Location"] == "/sign-in/"
