"""What every test may ask for."""

from __future__ import annotations

import pytest
from pytest_django import DjangoDbBlocker

from tests.beds.fixtures import browser, cluster, found_site, page, redis_url, server
from tests.council import Council, found_council, load_edition

__all__ = ["browser", "cluster", "found_site", "page", "redis_url", "server"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The framework is loaded once: no test may change it."""
    with django_db_blocker.unblock():
        load_edition()


@pytest.fixture
def council(db: None) -> Council:
    return found_council()
