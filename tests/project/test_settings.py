"""What the environment decides, asked of a new process as a real start would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, sys
from commissioning import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def start(folder: Path, code: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def settings_with(folder: Path, *names: str, **environment: str) -> dict[str, Any]:
    done = start(folder, ASK, *names, **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_real_site_does_not_start_without_a_key(tmp_path: Path) -> None:
    assert "Set SECRET_KEY to a long random text" in start(tmp_path, ASK).stderr


def test_a_demonstration_keeps_its_key(tmp_path: Path) -> None:
    first = settings_with(tmp_path, "SECRET_KEY", DEBUG="1")
    assert settings_with(tmp_path, "SECRET_KEY", DEBUG="1") == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_real_site_is_strict(tmp_path: Path) -> None:
    names = (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SECURE_SSL_REDIRECT",
        "ALLOWED_HOSTS",
    )
    assert settings_with(tmp_path, *names, SECRET_KEY="x" * 60, ALLOWED_HOSTS="a.example,b.example") == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
        "ALLOWED_HOSTS": ["a.example", "b.example"],
    }


@pytest.mark.parametrize(
    ("url", "engine", "key"),
    [
        ("", "django.db.backends.sqlite3", "transaction_mode"),
        ("postgres://u:p@db:5432/c", "django.db.backends.postgresql", "options"),
    ],
)
def test_either_database_is_tuned(tmp_path: Path, url: str, engine: str, key: str) -> None:
    more = {"DATABASE_URL": url} if url else {}
    database = settings_with(tmp_path, "DATABASES", DEBUG="1", **more)["DATABASES"]["default"]
    assert database["ENGINE"] == engine
    assert key in database["OPTIONS"]
    assert database["CONN_HEALTH_CHECKS"] is True


def test_mail_goes_to_files_until_a_server_is_named(tmp_path: Path) -> None:
    names = ("EMAIL_BACKEND", "EMAIL_FILE_PATH", "EMAIL_HOST")
    assert settings_with(tmp_path, *names, DEBUG="1") == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(tmp_path / "mail"),
        "EMAIL_HOST": None,
    }
    named = settings_with(tmp_path, *names, DEBUG="1", EMAIL_URL="smtp+tls://u:p@mail.example:587")
    assert (named["EMAIL_BACKEND"], named["EMAIL_HOST"]) == (
        "django.core.mail.backends.smtp.EmailBackend",
        "mail.example",
    )


def test_tasks_wait_in_files_or_in_redis(tmp_path: Path) -> None:
    code = (
        "import json; from commissioning.celery import app; print(json.dumps([app.conf.broker_url, app.conf.timezone]))"
    )
    known = {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "commissioning.settings"}
    files, redis = (
        json.loads(start(tmp_path, code, **known, **more).stdout) for more in ({}, {"REDIS_URL": "redis://r:6379/1"})
    )
    assert (files, redis) == (["filesystem://", "UTC"], ["redis://r:6379/1", "UTC"])
    assert sorted(path.name for path in (tmp_path / "queue").iterdir()) == ["control", "messages"]


def test_every_scheduled_task_exists_and_none_falls_into_the_hour_that_summer_time_repeats() -> None:
    from celery.schedules import crontab

    from commissioning.celery import app

    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        if isinstance(entry["schedule"], crontab):  # what runs every so many seconds knows no hour
            assert 23 not in entry["schedule"].hour, name  # type: ignore[attr-defined]
