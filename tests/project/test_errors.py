"""Pages for what went wrong: plain, whole, and without the database where that may be what went wrong."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from accounts.models import User
from commissioning import errors


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only <b>Priya Nair</b> can do this.")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a secret of ours")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of ours")


class LockNotAvailable(Exception):
    pgcode = "55P03"


def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError("canceling statement due to lock timeout") from LockNotAvailable()


def locked_file(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("could not connect to server")


handler400 = errors.bad_request
handler500 = errors.server_error
urlpatterns = [
    path("denied/", denied),
    path("suspicious/", suspicious),
    path("broken/", broken),
    path("locked/", locked),
    path("locked-file/", locked_file),
    path("away/", away),
    path("", include("commissioning.urls")),
]


@pytest.fixture
def signed_in(db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_user("ann@example.com", "Ann Hale", "a long password"))
    return client


@override_settings(ROOT_URLCONF="tests.project.test_errors")
@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/denied/", 403, "Only &lt;b&gt;Priya Nair&lt;/b&gt; can do this."),
        ("/nothing/", 404, "Page not found"),
        ("/suspicious/", 400, "could not read that request"),
        ("/broken/", 500, "there is a problem with the service"),
        ("/locked/", 503, "Somebody else is changing this just now"),
        ("/locked-file/", 503, "Nothing that you sent was saved"),
        ("/away/", 500, "there is a problem with the service"),
    ],
)
def test_each_says_what_happened_and_no_more(signed_in: Client, address: str, status: int, said: str) -> None:
    response = signed_in.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert said in page
    assert "a secret of ours" not in page
    assert "Content-Security-Policy" in response.headers
    assert "– Commissioning – Lincolnshire County Council</title>" in page


def test_a_problem_is_told_without_the_database() -> None:
    """No fixture opens the database here, so a query would fail this test."""
    assert errors.server_error(HttpRequest()).status_code == 500
    assert errors.bad_request(HttpRequest()).status_code == 400
    assert errors.csrf_failure(HttpRequest()).status_code == 403


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a@example.com", "password": "x"})
    assert response.status_code == 403
    assert "This page was open too long" in response.content.decode()
