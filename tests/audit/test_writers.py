"""Many write to the system chain at once, in committed transactions: one line of events, no fork."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.audit.writers import THREADS

pytestmark = [pytest.mark.bed, pytest.mark.django_db]

EACH = 250


@pytest.fixture(scope="module")
def url(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty database of the kind that this run tests, migrated."""
    if connection.vendor != "postgresql":
        yield _migrated(f"sqlite:///{tmp_path_factory.mktemp('writers') / 'record.sqlite3'}")
        return
    name = f"audit_writers_{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(f"CREATE DATABASE {name}")
        yield _migrated(_address(name))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(name: str) -> str:
    at = {part: quote(str(value or ""), safe="") for part, value in settings.DATABASES["default"].items()}
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{name}"


def _migrated(url: str) -> str:
    _run(url, "manage.py", "migrate", "audit", "--verbosity=0")
    return url


def _run(url: str, *command: str) -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, *command],
        cwd=Path(settings.BASE_DIR),
        env=os.environ | {"DATABASE_URL": url, "DEBUG": "1", "DATA_DIR": str(settings.DATA_DIR)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_four_writers_make_one_chain(url: str) -> None:
    clashes = _run(url, "-m", "tests.audit.writers", str(EACH), "locked")

    assert clashes == "0\n"
    assert _run(url, "manage.py", "verify_audit") == f"The record is whole: {THREADS * EACH} events in 1 chains.\n"


def test_without_the_lock_writers_clash_on_postgresql(url: str) -> None:
    """The control: constraints then refuse what would have been forks. On SQLite the transaction is the lock."""
    clashes = int(_run(url, "-m", "tests.audit.writers", "100", "unlocked"))

    assert (clashes > 0) == (connection.vendor == "postgresql")
