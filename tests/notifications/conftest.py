"""What tests of notifications may ask for besides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.models import User
from tests.accounts.people import somebody
from tests.notifications.post import Post, post_office


@pytest.fixture
def own_kinds(settings: Settings, db: None) -> None:
    """Only the tests' own kinds of notification, and nothing comes up by itself."""
    settings.NOTIFICATION_KINDS = ["tests.notifications.kinds.KINDS"]
    settings.REMINDERS = settings.DAILY_WORK = []


@pytest.fixture
def ann(db: None) -> User:
    return somebody("Ann Bell")


@pytest.fixture
def sam(db: None) -> User:
    return somebody("Sam Whitby")


@pytest.fixture(scope="module")
def office() -> Iterator[Post]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def post(office: Post, settings: Settings) -> Post:
    """A mail server that takes every e-mail until it is told otherwise."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    office.forget()
    return office
