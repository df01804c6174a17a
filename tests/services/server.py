"""The site as it runs for people: gunicorn on a database of its own, filled by a script that plays the services."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.services.ports import free_port
from tests.services.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
TEMPLATE = "template_commissioning"


@dataclass
class Site:
    """One installation: its own folder and database, and the web server once it is started."""

    folder: Path
    database_url: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)  # what else its environment says
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "commissioning.settings",
            "MALLOC_ARENA_MAX": "2",  # as scripts/serve.py
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }

    def manage(self, *words: str) -> str:
        return self._run(str(ROOT / "manage.py"), *words)

    def play(self, function: str, *words: str) -> str:
        """Call `package.module:function` with texts in the site's own process, with Django set up; what it prints."""
        return self._run("-c", _calling(function), *words)

    def play_beside(self, name: str, function: str, *words: str) -> subprocess.Popen[bytes]:
        """The same in a process that goes on by itself."""
        return self.beside(name, sys.executable, "-c", _calling(function), *words)

    def start(self, *, workers: int = 2, application: str = "commissioning.wsgi:application") -> Site:
        """Serve, and wait for the first answer. Its log is `web.log` in the folder."""
        words = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(workers)]
        self.process = self._spawn("web", str(BIN / "gunicorn"), *words, application)
        self.wait()
        return self

    def beside(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        """Another program of the site's, in a session of its own; its log is `name.log` in the folder."""
        self.others.append(self._spawn(name, *words))
        return self.others[-1]

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def stop(self) -> None:
        running = [one for one in (self.process, *self.others) if one and one.poll() is None]
        for one in running:
            os.killpg(one.pid, signal.SIGTERM)
        for one in running:
            try:
                one.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()

    def _spawn(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                words, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Until the sign-in page answers."""
        for _ in range(300):
            try:
                with urlopen(f"{self.url}/sign-in/", timeout=10):
                    return
            except HTTPError:
                return
            except (URLError, OSError):
                assert self.process and self.process.poll() is None, self.log("web")
                time.sleep(0.1)
        raise TimeoutError("The web server did not answer")

    def _run(self, *words: str) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _calling(function: str) -> str:
    module, name = function.split(":")
    return f"import sys, django; django.setup(); from {module} import {name}; {name}(*sys.argv[1:])"


def on_sqlite(folder: Path, template: Path) -> Site:
    """A site on SQLite whose tables and framework are copied from `template`, which is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    if not template.exists():
        template.parent.mkdir(parents=True, exist_ok=True)
        prepare(Site(template.parent, f"sqlite:///{template}"))
    database = folder / "site.sqlite3"
    shutil.copyfile(template, database)
    return Site(folder, f"sqlite:///{database}")


def on_postgres(folder: Path, cluster: Cluster, name: str) -> Site:
    """A site on PostgreSQL in a new database, copied from one that holds tables and framework."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _exists(cluster, TEMPLATE):
        prepare(Site(folder, cluster.create(TEMPLATE)))
    return Site(folder, cluster.create(name, TEMPLATE))


def prepare(site: Site) -> None:
    site.manage("migrate", "--verbosity=0")
    site.manage("load_framework", str(ROOT / "principles" / "editions" / "lincolnshire-2021"), "--verbosity=0")
    _fold_log(site.database_url)


def _fold_log(database_url: str) -> None:
    """Let SQLite write its log into the file, so that the file alone can be copied."""
    if database_url.startswith("sqlite"):
        import sqlite3

        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def _exists(cluster: Cluster, name: str) -> bool:
    import psycopg2

    connection = psycopg2.connect(cluster.url("postgres"))
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None
    finally:
        connection.close()
