"""The site as README says to run a real one: how soon it is there, what it logs, and who may read what it keeps."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.project.test_start import read_until
from tests.services.fixtures import SiteFactory
from tests.services.ports import free_port
from tests.services.server import ROOT

ODD = "a+b c%20d#e?f'g\"h:i&j=ü[k]"
SECONDS = 60  # of a site whose tables are made, on a machine with much else to do
SWEPT = 150


@contextmanager
def real_site(folder: Path, port: int, log: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """`scripts/serve.py` without DEBUG, until it says that it is there."""
    values = {
        "SECRET_KEY": "k+$" * 20,
        "ALLOWED_HOSTS": "commissioning.council.example",
        "SITE_URL": "https://commissioning.council.example",
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "PROXIES": "1",
        "PORT": str(port),
        "DATA_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, str(ROOT / "scripts" / "serve.py")]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, env=kept | values | environment, stdout=subprocess.PIPE, stderr=errors, text=True, cwd="/"
        ) as serving,
    ):
        try:
            yield serving
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(60)


def ask(port: int, path: str) -> tuple[int, str]:
    """As the proxy asks."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Host": "commissioning.council.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def readable_by_others(folder: Path) -> list[str]:
    found = list[str]()
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError):  # files of SQLite come and go
            if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077:
                found.append(str(path))
    return found


@pytest.mark.services
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_real_site_is_there_soon_logs_no_fault_and_keeps_its_files_to_itself(
    make_site: SiteFactory, tmp_path: Path, database: str
) -> None:
    site, folder, log = make_site(database), tmp_path / ODD, tmp_path / "log"
    more = {"DATABASE_URL": site.database_url} if database == "postgresql" else {}
    (folder / "mail").mkdir(parents=True)
    if database == "sqlite":
        shutil.copyfile(site.folder / "site.sqlite3", folder / "commissioning.sqlite3")
    (folder / "mail" / "old.log").write_text("To: priya@council.example")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("somebody's own")
    (folder / "mail" / "link").symlink_to(elsewhere)
    for path, mode in ((folder, 0o755), (folder / "mail" / "old.log", 0o644), (elsewhere, 0o644)):
        path.chmod(mode)
    began = time.monotonic()
    with real_site(folder, site.port, log, **more) as serving:
        read_until(serving, "Press Ctrl-C to stop")
        seconds, logged = time.monotonic() - began, log.read_text()
        print(f"{database}: there after {seconds:.1f} s")
        assert ask(site.port, "/sign-in/")[0] == 200
        faults = ["The sweep has never run"]
        while faults == ["The sweep has never run"]:  # until the queue has brought the worker its first task
            assert time.monotonic() - began < seconds + SWEPT
            time.sleep(1)
            faults = json.loads(ask(site.port, "/healthz/deep")[1])["faults"]
        assert faults == []
        assert readable_by_others(folder) == []
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
    assert (logged.count("Traceback"), logged.count("ERROR")) == (0, 0), logged
    assert "Traceback" not in log.read_text()
    assert seconds < SECONDS
    assert (folder / "commissioning.sqlite3").exists() == (database == "sqlite")


def setting(code: str, folder: Path, **environment: str) -> str:
    """What a new process of that folder prints."""
    environment = os.environ | {"DEBUG": "1", "PYTHONPATH": str(ROOT)} | environment
    command = [sys.executable, "-c", f"from commissioning import settings; print(settings.{code})"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_plus_in_the_address_of_a_database_is_a_plus(tmp_path: Path) -> None:
    more = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/a+b%20c.sqlite3"}
    assert setting("DATABASES['default']['NAME']", ROOT, **more) == f"{tmp_path}/a+b c.sqlite3"


def test_a_relative_folder_is_the_same_from_everywhere(tmp_path: Path) -> None:
    found = {setting("DATA_DIR", folder, DATA_DIR="var/test/relative") for folder in (tmp_path, ROOT)}
    assert found == {str(ROOT / "var/test/relative")}
