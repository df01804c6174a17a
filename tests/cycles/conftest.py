"""What tests of cycles may ask for besides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.council import NOW, Council, found_council
from tests.cycles.edition import load_proving_edition


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Council]:
    """The council and the proving edition, made once for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_proving_edition()
        yield found_council()
        transaction.set_rollback(True)


@pytest.fixture
def bench(founded: Council, db: None) -> Council:
    """The test council at work under the proving edition: few questions, every rule."""
    return Council(dict(founded.people))


@pytest.fixture
def time_stands() -> Iterator[None]:
    """Pages see the moment at which the tests play."""
    with time_machine.travel(NOW, tick=False):
        yield
