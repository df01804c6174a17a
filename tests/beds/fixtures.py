"""The beds as fixtures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from tests.beds.chromium import chromium
from tests.beds.postgres import cluster
from tests.beds.redis import redis_server
from tests.beds.server import Bed, serving

Serve = Callable[..., Bed]


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """A PostgreSQL cluster: the one that `make test` started, else one of this session."""
    given = os.environ.get("TEST_CLUSTER_URL")
    if given:
        yield given
        return
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    with redis_server() as url:
        yield url


@pytest.fixture(scope="module")
def serve(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """serve("sqlite") or serve("postgresql", workers=4, environment={...}): a site that runs until the module ends."""
    with ExitStack() as running:

        def start(database: str = "sqlite", **more: object) -> Bed:
            cluster = request.getfixturevalue("cluster_url") if database == "postgresql" else ""
            bed: Bed = running.enter_context(serving(tmp_path_factory.mktemp("bed"), cluster, **more))  # type: ignore[arg-type]
            return bed

        yield start


@pytest.fixture(scope="module")
def server(serve: Serve) -> Bed:
    """The site on SQLite with the framework loaded."""
    return serve()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of one module only: two of them in one process would be in each other's way."""
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own, 1400 pixels wide, signed in nowhere."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()
