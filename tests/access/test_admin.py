"""Django's admin, one row of the table: developers look, nobody changes anything, everybody else is sent to sign in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse

from commissioning.access import ACCESS, RELATIONS
from tests.access.world import World
from tests.recording import digest, written

pytestmark = pytest.mark.django_db

# One rule holds for all who are no developers, so the others are tried by make test-long.
EVERYDAY = ("anonymous", "nobody", "lead", "councillor", "auditor", "admin", "superuser")


def pages(world: World) -> Iterator[str]:
    yield from (reverse(f"admin:{name}") for name in ("index", "jsi18n", "logout", "password_change_done"))
    for model in admin.site._registry:
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first = model._default_manager.order_by("pk").first()
        yield from (reverse(f"{place}_{what}") for what in ("changelist", "add"))
        if first is not None:
            yield from (reverse(f"{place}_{what}", args=[first.pk]) for what in ("change", "delete", "history"))
    yield "/admin/accounts/user/1/password/"
    yield "/admin/nothing/"


@pytest.mark.parametrize(
    "person", [pytest.param(person, marks=() if person in EVERYDAY else pytest.mark.long) for person in RELATIONS]
)
def test_nobody_but_developers_reads_and_nobody_writes(world: World, person: str) -> None:
    before, may = digest(), person in ACCESS["admin"].audience("GET")
    for path in pages(world):
        for method in ("get", "head", "post", "put", "patch", "delete", "options"):
            with written() as wrote:
                response = getattr(world.client(person), method)(path)
            allowed = {200, 302, 403, 404, 405} if may else {302, 403, 404, 405}
            assert response.status_code in allowed, (method, path)
            assert wrote.statements == [], (method, path)
    assert digest() == before


def test_developers_see_what_is_there(world: World) -> None:
    assert world.client("superuser").get("/admin/accounts/user/").status_code == 200
    assert world.client("superuser").get("/admin/accounts/user/add/").status_code == 403
