"""What the security record keeps of requests that were refused, and what log lines keep of secret paths."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from accounts.models import Role, User
from audit.models import SecurityEvent
from audit.secret_paths import MaskingFormatter, mask_secrets
from commissioning.addresses import addresses

LOGGING: dict[str, Any] = settings.LOGGING


@login_not_required
def broken(request: HttpRequest, **captured: str) -> HttpResponse:
    raise RuntimeError(f"{request.path} does not work")


urlpatterns = [path("calendar/<slug:secret>.ics", broken), path("", include("commissioning.urls"))]


@pytest.fixture
def ann(db: None) -> User:
    person = User.objects.create_user("ann@example.com", "Ann Hale", "a long password")
    Role.objects.create(user=person, kind="commissioner")
    return person


@pytest.fixture
def signed_in(ann: User) -> Client:
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(ann)
    return client


def refusals() -> list[tuple[Any, ...]]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", "person__name", "address", "path", "facts"))


def test_a_page_that_is_not_theirs_is_recorded_without_its_query(signed_in: Client) -> None:
    assert signed_in.get("/manage/people/?q=secret").status_code == 403
    assert signed_in.post("/manage/people/new/", {"name": "X"}).status_code == 403
    assert signed_in.get("/cycles/C-9999/").status_code == 404

    assert refusals() == [
        ("refused", "Ann Hale", "192.0.2.7", "/manage/people/", {"method": "GET", "status": 403}),
        ("refused", "Ann Hale", "192.0.2.7", "/manage/people/new/", {"method": "POST", "status": 403}),
        ("refused", "Ann Hale", "192.0.2.7", "/cycles/C-9999/", {"method": "GET", "status": 404}),
    ]


def test_what_is_no_refusal_is_not_recorded(signed_in: Client) -> None:
    """A mistyped address, a page that is theirs, a method that is not served, and somebody who is not signed in."""
    answers = [signed_in.get("/mange/people/"), signed_in.get("/cycles/"), signed_in.put("/cycles/")]
    answers += [Client().get("/manage/people/"), Client().get("/calendar/invented.ics")]

    assert [answer.status_code for answer in answers] == [404, 200, 405, 302, 404]
    assert refusals() == []


def test_a_form_without_its_token_is_recorded(ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)

    assert client.post("/account/notifications/read/").status_code == 403

    assert [(row[3], row[4]["method"]) for row in refusals()] == [("/account/notifications/read/", "POST")]


def test_tried_again_at_once_is_one_line(signed_in: Client) -> None:
    for _ in range(5):
        signed_in.get("/manage/people/")

    assert list(SecurityEvent.objects.values_list("count", flat=True)) == [5]


def test_a_refusal_goes_out_when_it_cannot_be_recorded(signed_in: Client, caplog: pytest.LogCaptureFixture) -> None:
    def locked(execute: Any, sql: str, *rest: Any) -> Any:
        if "audit_securityevent" in sql:
            raise DatabaseError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(locked):
        response = signed_in.get("/manage/people/")

    assert response.status_code == 403
    assert "A refusal could not be recorded" in caplog.text


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    """What the site's own handler would print."""
    lines, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(lines)
    config = LOGGING["formatters"]["line"]
    handler.setFormatter(MaskingFormatter(config["format"], style=config["style"]))
    logging.getLogger("django").addHandler(handler)
    yield lines
    logging.getLogger("django").removeHandler(handler)


@override_settings(ROOT_URLCONF="tests.project.test_refusals")
def test_a_failing_calendar_does_not_write_its_secret_into_the_log(db: None, log_lines: io.StringIO) -> None:
    response = Client(raise_request_exception=False).get("/calendar/s3cret-words.ics")

    text = log_lines.getvalue()
    assert response.status_code == 500
    assert "Internal Server Error: /calendar/…" in text
    assert "RuntimeError: /calendar/… does not work" in text
    assert "s3cret" not in text


def test_every_log_handler_masks() -> None:
    formatters = LOGGING["formatters"]
    assert [formatters[handler["formatter"]]["()"] for handler in LOGGING["handlers"].values()] == [
        "audit.secret_paths.MaskingFormatter"
    ]
    assert [name for name, logger in LOGGING["loggers"].items() if logger.get("handlers")] == []


def test_every_address_with_a_secret_in_it_is_masked() -> None:
    """Secrets stand in addresses under one of these names."""
    secret = ("secret", "token", "uidb64", "signed", "key")
    patterns = [pattern for group in addresses().values() for pattern in group]
    with_secret = [pattern for pattern in patterns if any(f":{name}>" in pattern for name in secret)]

    assert with_secret != []
    assert [pattern for pattern in with_secret if "s3cret" in mask_secrets("/" + filled(pattern))] == []


def filled(pattern: str) -> str:
    parts = pattern.split("<")
    return parts[0] + "".join("s3cret" + part.split(">", 1)[1] for part in parts[1:])
