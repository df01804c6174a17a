"""Pages for what went wrong: plain, whole, and without the database where that may be what went wrong."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from accounts.models import User
from commissioning import errors
from commissioning.database_faults import DatabaseFault
from commissioning.postgresql import NoAnswerError


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only <b>Priya Nair</b> can do this.")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a secret of ours")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of ours")


def _raiser(cause: Exception, code: int | None = None) -> Callable[[HttpRequest], HttpResponse]:
    """A view that meets an error as Django passes it on from the database's own module."""

    def view(request: HttpRequest) -> HttpResponse:
        if code is not None:
            cause.sqlite_errorcode = code  # type: ignore[attr-defined]
        raise OperationalError(str(cause)) from cause

    return view


locked = _raiser(sqlite3.OperationalError("database is locked"), sqlite3.SQLITE_BUSY)
full = _raiser(sqlite3.OperationalError("database or disk is full"), sqlite3.SQLITE_FULL)
read_only = _raiser(sqlite3.OperationalError("attempt to write a readonly database"), sqlite3.SQLITE_READONLY | 1 << 8)
no_column = _raiser(sqlite3.OperationalError("no such column: a secret of ours"), sqlite3.SQLITE_ERROR)
away = _raiser(psycopg2.OperationalError("could not connect to server"))
silent = _raiser(NoAnswerError("no answer"))

handler400 = errors.bad_request
handler500 = errors.server_error
urlpatterns = [
    path("denied/", denied),
    path("suspicious/", suspicious),
    path("broken/", broken),
    path("locked/", locked),
    path("full/", full),
    path("read-only/", read_only),
    path("no-column/", no_column),
    path("away/", away),
    path("silent/", silent),
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
        ("/full/", 503, "Nothing can be saved: the disk is full"),
        ("/read-only/", 503, "Nothing can be saved just now"),
        ("/no-column/", 500, "there is a problem with the service"),
        ("/away/", 503, "The service cannot be used just now"),
        ("/silent/", 503, "The service cannot be used just now"),
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


REASONS = """Priya’s <b>reasons</b>, in full.

And more."""


@override_settings(ROOT_URLCONF="tests.project.test_errors")
@pytest.mark.parametrize(("address", "is_certain"), [("/locked/", True), ("/full/", True), ("/silent/", False)])
def test_what_was_sent_stands_on_the_page_and_can_be_sent_again(
    signed_in: Client, address: str, is_certain: bool
) -> None:
    sent = {"reasons": REASONS, "outcome": "pass", "condition-0-what": "Budget agreed", "ids": ["1", "2"]}
    response = signed_in.post(f"{address}?step=2", sent)
    assert response.status_code == 503
    assert response.headers["Retry-After"] in {"10", "60"}
    assert "no-store" in response.headers["Cache-Control"]
    said = response.content.decode().replace("\r\n", "\n")
    form = said[said.index(f'<form method="post" action="{address}?step=2">') :]
    typed = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    assert {name: html.unescape(value) for name, value in typed} == {
        "reasons": REASONS,
        "condition-0-what": "Budget agreed",
    }
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    assert hidden[0][0] == "csrfmiddlewaretoken"
    assert hidden[1:] == [("outcome", "pass"), ("ids", "1"), ("ids", "2")]
    assert ("Nothing that you sent was saved" in said) == is_certain
    assert ("We can’t tell whether what you sent was saved" in said) != is_certain


@override_settings(ROOT_URLCONF="tests.project.test_errors")
def test_nothing_of_a_form_with_a_password_is_shown(signed_in: Client) -> None:
    said = signed_in.post("/locked/", {"username": "Ann Hale", "password": "a long password"}).content.decode()
    assert "a long password" not in said
    assert "Send it again" not in said


def test_no_press_is_lent_to_a_form_of_another_site() -> None:
    """Signing in was not read yet, so the token was not checked either."""
    request = RequestFactory().post("/my-work/", {"reasons": "Forged reasons"})
    said = errors.unavailable(request, DatabaseFault.LOCKED).content.decode()
    assert "Forged reasons" not in said
    assert "Send it again" not in said


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
