"""The security record: what a line holds, what is one line, and when it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from accounts.models import User
from audit.models import SecurityEvent
from audit.secret_paths import mask_secrets
from audit.security import delete_old_security_events, record_security

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def events() -> list[tuple[str, str, str, int]]:
    rows = SecurityEvent.objects.order_by("pk")
    return [(row.kind, row.address, row.path, row.count) for row in rows]


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann@council.test", "Ann Bell")


def test_a_line_holds_who_and_from_where(ann: User) -> None:
    request = RequestFactory(REMOTE_ADDR="192.0.2.7").get("/")
    admin = User.objects.create_user("nadia@council.test", "Nadia Khan")

    record_security("signed_in", person=ann, actor=ann, request=request, at=NOW, means="password")
    record_security("email_retried", person=ann, actor=admin, address="192.0.2.8", at=NOW)
    record_security("sign_in_failed", person=None, at=NOW)

    rows = list(SecurityEvent.objects.order_by("pk").values_list("kind", "person", "actor", "address", "facts"))
    assert rows == [
        ("signed_in", ann.pk, None, "192.0.2.7", {"means": "password"}),
        ("email_retried", ann.pk, admin.pk, "192.0.2.8", {}),
        ("sign_in_failed", None, None, "", {}),
    ]


def test_an_unknown_kind_is_a_mistake(ann: User) -> None:
    with pytest.raises(ValueError, match="nodded"):
        record_security("nodded", person=ann, at=NOW)


def test_the_same_refusal_within_a_minute_is_one_line_with_a_count(ann: User) -> None:
    def refused(path: str, seconds: int, **facts: Any) -> None:
        record_security("refused", person=ann, address="a", path=path, at=NOW + timedelta(seconds=seconds), **facts)

    for path, seconds in [("/x/", 0), ("/x/", 59), ("/y/", 59), ("/x/", 60)]:
        refused(path, seconds)
    refused("/x/", 61, method="POST")

    assert events() == [
        ("refused", "a", "/x/", 2),
        ("refused", "a", "/y/", 1),
        ("refused", "a", "/x/", 1),
        ("refused", "a", "/x/", 1),
    ]


def test_what_people_did_is_a_line_each(ann: User) -> None:
    for _ in range(2):
        record_security("signed_in", person=ann, address="a", at=NOW)

    assert events() == [("signed_in", "a", "", 1)] * 2


def test_old_lines_end(ann: User) -> None:
    kept = datetime(2026, 1, 1, tzinfo=UTC)
    for at in (kept - timedelta(seconds=1), kept):
        record_security("signed_in", person=ann, at=at)

    delete_old_security_events(date(2026, 1, 1) + timedelta(days=settings.SECURITY_RECORD_DAYS))

    assert list(SecurityEvent.objects.values_list("at", flat=True)) == [kept]


def test_a_path_is_kept_without_its_secret(ann: User) -> None:
    record_security("refused", person=ann, path="/sign-in/new-password/MQ/abc-123/", at=NOW)
    record_security("refused", person=ann, path="/manage/" + "x" * 300, at=NOW)

    assert events() == [("refused", "", "/sign-in/new-password/…", 1), ("refused", "", "/manage/" + "x" * 192, 1)]


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Not Found: /calendar/s3cr-et_X.ics", "Not Found: /calendar/…"),
        ("Not Found: /calendar/s3cret", "Not Found: /calendar/…"),
        ('"GET /calendar/s3cret.ics?x=1 HTTP/1.1" 500', '"GET /calendar/…?x=1 HTTP/1.1" 500'),
        ("https://a.test/sign-in/new-password/MQ/set-password/ and on", "https://a.test/sign-in/new-password/… and on"),
        ("/sign-in/link/MQ:1abc:xyz/", "/sign-in/link/…"),
        ("/account/address/confirm/MQ:1abc:xyz/", "/account/address/confirm/…"),
        ("/account/calendar/reset/", "/account/calendar/reset/"),
        ("/sign-in/link/", "/sign-in/link/"),
        ("/sign-in/help/", "/sign-in/help/"),
    ],
)
def test_secrets_in_paths_are_masked(line: str, masked: str) -> None:
    assert mask_secrets(line) == masked
