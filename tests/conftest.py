"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from math import inf

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from pytest_django import DjangoDbBlocker

from calendars.selectors import closed_days_read
from principles import edition_cache
from tests.council import Council, found_council, load_edition
from tests.cycles.edition import load_proving_edition
from tests.services.fixtures import browser, cluster, make_site, page, redis_url, server

# Every day the same examples, so that a change is judged by what it changes; `make test-long` draws others, and more.
hypothesis.settings.register_profile("everyday", derandomize=True)
hypothesis.settings.register_profile("long", max_examples=1_000, deadline=None)
hypothesis.settings.load_profile("long" if os.environ.get("LONG") == "1" else "everyday")

__all__ = ["browser", "cluster", "make_site", "page", "redis_url", "server"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks for a database is run: the rest was run beside SQLite and would say the same."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    asking: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        asks = item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ())
        (asking if asks else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = asking


@pytest.fixture(scope="session", autouse=True)
def own_slots() -> None:
    """Each process of the tests has its own: else one takes the other's slot, and is told to wait."""
    settings.CHECKS_ROOT = settings.CHECKS_ROOT / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    settings.EXPORTS_ROOT = settings.EXPORTS_ROOT / os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The framework is loaded once: no test may change it."""
    with django_db_blocker.unblock():
        load_edition()


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """What a process keeps in mind was rolled back with the test."""
    yield
    edition_cache.clear()
    cache.clear()


@pytest.fixture(autouse=True)
def no_closed_days() -> Iterator[None]:
    """None is listed, and none is read, until a test lists one: most tests have no database or count statements."""
    closed_days_read.replace([], inf)
    yield
    closed_days_read.replace([], inf)


@pytest.fixture
def council(db: None) -> Council:
    return found_council()


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Council]:
    """The council and the proving edition, made once for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_proving_edition()
        yield found_council()
        transaction.set_rollback(True)
