"""Where the bench runs: a PostgreSQL of its own with a database for each size, and the site beside hello."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.ports import free_port, wait_for
from tests.services.postgres import Cluster, start_cluster
from tests.services.server import BIN, ROOT, Site, prepare

PLAYED = "played"
# As for a small server of one's own; what makes writing safe stays as it comes.
TUNING = "-c shared_buffers=1GB -c effective_cache_size=4GB -c max_wal_size=8GB -c maintenance_work_mem=512MB"
AS_IN_PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "known to everybody who reads this, as nothing here is a secret",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "0",  # there is no proxy that speaks https
}
FILLED_BY = ("*/migrations/*.py", "*/editions/*/*.yaml", "demo/*", "bench/council/*.py")


@dataclass
class Bed:
    """A running PostgreSQL and what is written beside it."""

    cluster: Cluster
    folder: Path
    tuning: str = TUNING

    def filled(self, size: int) -> Site:
        """The site with so many cycles, filled if no earlier run has left it."""
        site = self._site(f"bench_{size}")
        if not self._is_there(f"bench_{size}"):
            self._copy_of_played(f"bench_{size}")
            say(f"Filling {size:,} cycles")
            site.play("bench.council.fill:fill", str(size))
            self._say_done(f"bench_{size}")
        return site

    def _copy_of_played(self, name: str) -> None:
        if not self._is_there(PLAYED):
            say("Playing the council that is copied, which takes two minutes")
            self.cluster.create(PLAYED)
            site = self._site(PLAYED, DEBUG="1")
            prepare(site)
            site.play("bench.council.fill:play")
            self._say_done(PLAYED)
        self.cluster.create(name, PLAYED)

    def _site(self, database: str, **settings: str) -> Site:
        folder = self.folder / database
        folder.mkdir(parents=True, exist_ok=True)
        return Site(folder, self.cluster.url(database), settings=AS_IN_PRODUCTION | settings)

    def _is_there(self, database: str) -> bool:
        """Whether an earlier run filled it with the tables and the filler of today."""
        note = self.folder / f"{database}.done"
        return note.exists() and note.read_text() == _fingerprint()

    def _say_done(self, database: str) -> None:
        (self.folder / f"{database}.done").write_text(_fingerprint())


@contextmanager
def bed(kept: Path | None) -> Iterator[Bed]:
    """`kept` is a folder whose databases stay for the next run; without it everything goes at the end."""
    cluster = start_cluster(kept, TUNING + os.environ.get("BENCH_TUNING", ""))
    folder = (kept or cluster.folder) / "sites"
    folder.mkdir(exist_ok=True)
    try:
        yield Bed(cluster, folder)
    finally:
        if kept:
            cluster.rest()
        else:
            cluster.stop()


@dataclass
class Servers:
    """The site and hello, each with two workers, and the process ids of the masters."""

    site: Site
    hello_port: int = field(default_factory=free_port)
    masters: dict[str, int] = field(default_factory=dict)

    def start(self) -> Servers:
        self.site.manage("collectstatic", "--no-input", "--verbosity=0")
        for name, port, application in (
            ("web", self.site.port, "bench.site:application"),
            ("hello", self.hello_port, "bench.hello.site:application"),
        ):
            process = self.site.beside(name, *_gunicorn(port, application))
            wait_for(port, process)
            self.masters[name] = process.pid
        return self


@contextmanager
def serving(site: Site) -> Iterator[Servers]:
    servers = Servers(site)
    try:
        yield servers.start()
    finally:
        site.stop()


def _gunicorn(port: int, application: str) -> list[str]:
    """As scripts/serve.py starts it."""
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    return [str(BIN / "gunicorn"), *words, "--no-control-socket", application]


def _fingerprint() -> str:
    """What a filled database depends on."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in FILLED_BY for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
