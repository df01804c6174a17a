"""Help and statements: for everybody, signed in or not, and true."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from tests.overview.conftest import SignedIn
from tests.overview.texts import text_of

PAGES = {
    "/help/": "Help and guidance",
    "/accessibility/": "Accessibility statement",
    "/privacy/": "Privacy",
    "/cookies/": "Cookies",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "heading"), PAGES.items())
def test_needs_no_sign_in(client: Client, address: str, heading: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert f'<h1 class="app-h1">{heading}</h1>' in response.content.decode()


@pytest.mark.parametrize("name", ["lead", "councillor", "nobody"])
def test_is_there_for_every_role(as_: SignedIn, name: str) -> None:
    assert {as_(name).get(address).status_code for address in PAGES} == {200}


@pytest.mark.django_db
@override_settings(SERVICE_CONTACT="ask@council.example")
def test_names_whom_to_ask(client: Client) -> None:
    for address in ("/help/", "/accessibility/", "/privacy/"):
        assert 'href="mailto:ask@council.example"' in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_statement_does_not_claim_more_than_was_tested(client: Client) -> None:
    said = text_of(client.get("/accessibility/"))
    assert "Web Content Accessibility Guidelines version 2.2, level AA" in said
    assert "we do not claim that it fully complies" in said
    assert "has not been tested by hand with screen readers" in said


@pytest.mark.django_db
def test_every_cookie_that_the_site_sets_is_named(client: Client) -> None:
    told = text_of(client.get("/cookies/"))
    client.get("/sign-in/")
    assert client.cookies
    assert all(name in told for name in client.cookies)
