"""A database that an earlier version of the program made is refused with one sentence, and left as it is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from commissioning.older_database import SENTENCE

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = ["manage.py", "migrate", "audit", "0001"]
ROWS = "SELECT app, name FROM django_migrations"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(folder), "DEBUG": "1"}
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def database(folder: Path, *applied: tuple[str, str]) -> sqlite3.Connection:
    """A database in which nothing but these migrations was recorded."""
    connection = sqlite3.connect(folder / "commissioning.sqlite3")
    connection.execute(
        "CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app varchar(255) NOT NULL,"
        " name varchar(255) NOT NULL, applied datetime NOT NULL)"
    )
    connection.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-01-01')", applied)
    connection.commit()
    return connection


@pytest.mark.parametrize("words", [MIGRATE, ["scripts/serve.py", "prepare"]])
def test_an_older_database_is_refused_and_left_as_it_is(tmp_path: Path, words: list[str]) -> None:
    older = ("cycles", "0002_sealed_and_separate")
    connection = database(tmp_path, older)
    done = run(tmp_path, *words)
    assert done.returncode == 1
    assert done.stderr.count(SENTENCE) == 1
    assert "Traceback" not in done.stderr
    assert connection.execute(ROWS).fetchall() == [older]
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'audit_event'").fetchone() == (0,)


def test_removed_migrations_of_other_packages_are_no_concern(tmp_path: Path) -> None:
    connection = database(tmp_path, ("sessions", "0000_gone"))
    done = run(tmp_path, *MIGRATE)
    assert done.returncode == 0
    assert SENTENCE not in done.stderr
    assert ("audit", "0001_initial") in connection.execute(ROWS).fetchall()
