"""Fixtures for the site, its database, its broker and a browser."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.services.chromium import chromium
from tests.services.postgres import Cluster, start_cluster
from tests.services.redis import redis_server
from tests.services.server import ROOT, Site, on_postgres, on_sqlite

SiteFactory = Callable[[str], Site]
SCRATCH = ROOT / "var" / "test"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL cluster: the one that `make test` started, else one of this session."""
    port = os.environ.get("TEST_CLUSTER_PORT")
    if port:
        yield Cluster(SCRATCH, int(port))
        return
    started = start_cluster()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis: the one that `make test` started, else one of this session."""
    url = os.environ.get("TEST_REDIS_URL")
    if url:
        yield url
        return
    with redis_server() as own_url:
        yield own_url


@pytest.fixture(scope="module")
def make_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteFactory]:
    """make_site("sqlite") or make_site("postgresql"): a new site with the framework, stopped with the module."""
    sites: list[Site] = []

    def make(database: str) -> Site:
        folder = tmp_path_factory.mktemp("site")
        with _template_lock():
            if database == "postgresql":
                site = on_postgres(folder, request.getfixturevalue("cluster"), f"site_{uuid4().hex}")
            else:
                site = on_sqlite(folder, SCRATCH / f"template-{_fingerprint()}" / "site.sqlite3")
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.stop()


@pytest.fixture(scope="module")
def server(make_site: SiteFactory) -> Site:
    """The site on SQLite, being served."""
    return make_site("sqlite").start()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of one module only: Playwright allows one event loop in a process."""
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own, 1400 pixels wide, signed in nowhere."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


def _fingerprint() -> str:
    """A digest of everything that a prepared database is made from."""
    digest = hashlib.sha256()
    for path in sorted(
        [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/triggers.py"), *ROOT.glob("*/editions/*/*.yaml")]
    ):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _template_lock() -> Iterator[None]:
    """One of several parallel processes prepares a template, the others wait."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with Path(SCRATCH / "templates.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
