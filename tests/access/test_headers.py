"""What every answer tells the browser, at every address and on every page that says what went wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from commissioning.access import ACCESS
from tests.access.every_form import sender
from tests.access.walking import Cell, address
from tests.access.world import World

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("SELECT password FROM accounts_user")


urlpatterns = [path("broken/", broken, name="broken"), path("", include("commissioning.urls"))]
handler500 = "commissioning.errors.server_error"


def lacking(response: Any, *, signed_in: bool) -> list[str]:
    headers = response.headers
    found = [f"{name}: {headers.get(name)}" for name, value in EVERYWHERE.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or "frame-ancestors 'none'" not in policy or "default-src 'self'" not in policy:
        found += [policy] if "sandbox" not in policy else []
    if signed_in and "no-store" not in headers.get("Cache-Control", ""):
        found.append("may be kept")
    return found


@pytest.mark.parametrize("signed_in", [True, False])
def test_every_page_has_them(world: World, signed_in: bool) -> None:
    wrong = {}
    for name, row in ACCESS.items():
        if name != "admin" and "GET" in row.methods:
            person = sender(name) if signed_in else "anonymous"
            cell = Cell(name, "GET", person, "own" if row.about == "cycle" else "there" if row.about else "")
            response = world.client(person).get(address(cell, world))
            b"".join(response)  # a download read to its end leaves its turn
            if found := lacking(response, signed_in=signed_in and person != "anonymous"):
                wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("person", "method", "path_", "status"),
    [
        ("lead", "get", "/nothing/", 404),
        ("anonymous", "get", "/nothing/", 404),
        ("councillor", "get", "/my-work/", 403),
        ("lead", "put", "/my-work/", 405),
        ("lead", "get", "/admin/", 302),
        ("superuser", "get", "/admin/", 200),
        ("superuser", "get", "/admin/accounts/user/", 200),
        ("lead", "get", "/static/nothing.css", 404),
    ],
)
def test_pages_of_what_went_wrong_have_them(world: World, person: str, method: str, path_: str, status: int) -> None:
    response = getattr(world.client(person), method)(path_)
    assert response.status_code == status
    assert lacking(response, signed_in=person != "anonymous" and "static" not in path_) == []


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_tells_nothing(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.cookies.update(world.client("lead").cookies)
    response = client.get("/broken/")
    assert response.status_code == 500
    assert lacking(response, signed_in=True) == []
    assert not any(word in response.content.decode() for word in ("RuntimeError", "SELECT", "Traceback", "Django"))
