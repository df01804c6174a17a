from __future__ import annotations

import pytest
from pytest_django import Settings

from accounts.models import User
from tests.accounts.people import somebody


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def admin(db: None) -> User:
    return somebody("Nadia Khan", "administrator")


@pytest.fixture
def manager(db: None) -> User:
    return somebody("Daniel Okafor", "manager")


@pytest.fixture
def commissioner(db: None) -> User:
    return somebody("Priya Nair", "commissioner")
