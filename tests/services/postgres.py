"""A throwaway PostgreSQL cluster on a free port, for as long as the tests run."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from tests.services.ports import free_port

BINARIES = Path("/usr/lib/postgresql")
USER = "commissioning"


@dataclass
class Cluster:
    """A running cluster. Anybody on this machine may sign in to it: it holds nothing but tests."""

    folder: Path
    port: int
    tuning: str = ""

    def url(self, database: str) -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template0") -> str:
        """A new database, copied from `template`; its address."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}"')
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def execute(self, statement: str) -> None:
        connection = psycopg2.connect(self.url("postgres"))
        try:
            connection.autocommit = True
            connection.cursor().execute(statement)
        finally:
            connection.close()

    def ask(self, database: str, question: str) -> list[tuple[Any, ...]]:
        """The rows that a SELECT finds."""
        connection = psycopg2.connect(self.url(database))
        try:
            cursor = connection.cursor()
            cursor.execute(question)
            return cursor.fetchall()
        finally:
            connection.close()

    def copy(self, database: str, source: Cluster, original: str) -> str:
        """A database of another cluster, with all that is in it; its address here."""
        address = self.create(database)
        words = [_binary("pg_dump"), "--format=custom", f"--dbname={source.url(original)}"]
        dumped = subprocess.run(words, capture_output=True, check=True)
        restore = [_binary("pg_restore"), f"--dbname={address}", "--exit-on-error"]
        subprocess.run(restore, input=dumped.stdout, check=True)
        return address

    def restart(self) -> None:
        """As after a crash: every session ends at once, and the log is replayed."""
        words = ("restart", "-w", "-D", str(self.folder / "data"), "-m", "immediate", "-l", str(self.folder / "log"))
        _as_postgres(_binary("pg_ctl"), *words)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200 {self.tuning}"
        log = str(self.folder / "log")
        _as_postgres(_binary("pg_ctl"), "start", "-w", "-D", str(self.folder / "data"), "-l", log, "-o", options)

    def stop(self) -> None:
        _as_postgres(_binary("pg_ctl"), "stop", "-D", str(self.folder / "data"), "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process stops where it is; their sockets stay open, and the kernel takes connections for them."""
        main = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        stopped = [main, *map(int, children)]
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in reversed(stopped):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def rest(self) -> None:
        """Stop in order and keep what it holds, to be started again from the same folder."""
        _as_postgres(_binary("pg_ctl"), "stop", "-w", "-D", str(self.folder / "data"), "-m", "fast")


def start_cluster(kept: Path | None = None, tuning: str = "-c fsync=off") -> Cluster:
    """Start a cluster, made where `kept` holds none; root runs it as the user postgres, as PostgreSQL demands."""
    folder = kept or Path(tempfile.mkdtemp(prefix="commissioning-postgres-"))
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        postgres = pwd.getpwnam("postgres")
        os.chown(folder, postgres.pw_uid, postgres.pw_gid)
    data = folder / "data"
    if not data.exists():
        _as_postgres(_binary("initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    cluster = Cluster(folder, free_port(), tuning)
    cluster.start()
    return cluster


def _binary(name: str) -> str:
    """The newest installed version's own program."""
    found = sorted(BINARIES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else name


def _as_postgres(*words: str) -> None:
    command = ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else list(words)
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed: {done.stderr or done.stdout}")
