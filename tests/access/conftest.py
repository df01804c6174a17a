"""One world for every test of this folder: each test leaves it as it found it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.access.world import World, found_world

KEPT_IN = ("media", "exports", "imports", "unsaved")
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # forms of sign-in are sent a thousand times


@pytest.fixture(scope="package")
def everything(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folders = {f"{name.upper()}_ROOT": tmp_path_factory.mktemp(name) for name in KEPT_IN}
    own = override_settings(**folders, PASSWORD_HASHERS=QUICK)
    logging.disable(logging.CRITICAL)  # each of thousands of refusals would be told with its traceback
    with django_db_blocker.unblock(), own, transaction.atomic():
        yield found_world()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(everything: World) -> Iterator[World]:
    with transaction.atomic():
        yield everything
        transaction.set_rollback(True)
