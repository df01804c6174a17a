"""How large a request may be, how long a session lasts, and what every response tells the browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, override_settings

from accounts.models import Role, User
from audit.client_address import client_address, network_of

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = "/account/cover/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def signed_in(db: None, client: Client, clock: time_machine.Traveller) -> Client:
    user = User.objects.create_user("ann@example.com", "Ann Hale", "a long password")
    Role.objects.create(user=user, kind="auditor")
    client.force_login(user)
    return client


def test_half_an_hour_without_a_request_ends_a_session(signed_in: Client, clock: time_machine.Traveller) -> None:
    assert signed_in.get(HERE).status_code == 200
    clock.shift(timedelta(minutes=29))
    assert signed_in.get(HERE).status_code == 200
    clock.shift(timedelta(minutes=29))
    assert signed_in.get(HERE).status_code == 200
    clock.shift(timedelta(minutes=31))
    assert signed_in.get(HERE)["Location"] == f"/sign-in/?next={HERE}"


def test_eight_hours_end_a_session_however_busy(signed_in: Client, clock: time_machine.Traveller) -> None:
    signed_in.get(HERE)
    for _ in range(24):
        clock.shift(timedelta(minutes=20))
        assert signed_in.get(HERE).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert signed_in.get(HERE).status_code == 302
    assert not signed_in.session.keys()


def test_a_session_is_saved_once_a_minute(signed_in: Client, clock: time_machine.Traveller) -> None:
    signed_in.get(HERE)
    seen = signed_in.session["seen_at"]
    clock.shift(timedelta(seconds=59))
    signed_in.get(HERE)
    assert signed_in.session["seen_at"] == seen
    clock.shift(timedelta(seconds=2))
    signed_in.get(HERE)
    assert signed_in.session["seen_at"] == seen + 61


@pytest.mark.parametrize("length", [str(settings.MOST_BODY + 1), "9" * 13, "-1", "many"])
def test_a_body_too_large_is_refused_unread(client: Client, length: str) -> None:
    response = client.post("/sign-in/", CONTENT_LENGTH=length)
    assert response.status_code == 413
    assert "must be smaller than 20MB" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/nothing/", "/account/cover/", "/framework/"])
def test_every_response_is_closed_to_strangers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split("; ")}
    assert policy == {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_is_read_signed_in_is_kept_by_nobody(signed_in: Client) -> None:
    assert "no-store" in signed_in.get(HERE)["Cache-Control"]
    assert "no-store" in signed_in.get("/nothing/")["Cache-Control"]
    assert "no-store" not in Client().get("/framework/").headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9,", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "203.0.113.9, 198.51.100.1 x", "10.0.0.1"),
        (1, "198.51.100.1:4711", "198.51.100.1"),
        (1, "2001:DB8:0::1", "2001:db8::1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1%eth0", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "198.51.100.1; x" + "9" * 500, "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies: int, forwarded: str, found: str) -> None:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    with override_settings(PROXIES=proxies):
        assert client_address(request) == found


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:0:1::9", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::", "2001:db8:0:1::/64"),
        ("", ""),
    ],
)
def test_a_client_has_one_network(address: str, network: str) -> None:
    assert network_of(address) == network
