"""What the bench runs on: a PostgreSQL of its own with a database for each size, and the site beside hello."""

from __future__ import annotations

import hashlib
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
PRODUCTION_SETTINGS = {
    "DEBUG": "0",
    "SECRET_KEY": "known to everybody who reads this, as nothing here is a secret",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "0",  # there is no proxy that speaks https
}
FILL_SOURCES = ("*/migrations/*.py", "*/editions/*/*.yaml", "demo/*", "bench/council/*.py")


@dataclass
class Databases:
    """A running PostgreSQL with the filled councils, and the folders of their sites."""

    cluster: Cluster
    folder: Path

    def filled(self, size: int) -> Site:
        """The site with so many cycles, filled if no earlier run has left it."""
        site = self._site(f"bench_{size}")
        if not self._is_filled(f"bench_{size}"):
            if not self._is_filled(PLAYED):
                self._play()
            self.cluster.create(f"bench_{size}", PLAYED)
            log(f"Filling {size:,} cycles")
            site.play("bench.council.fill:fill", str(size))
            self._mark_filled(f"bench_{size}")
        return site

    def _play(self) -> None:
        log("Playing the council that is copied, which takes two minutes")
        self.cluster.create(PLAYED)
        site = self._site(PLAYED, DEBUG="1")
        prepare(site)
        site.play("bench.council.fill:play")
        self._mark_filled(PLAYED)

    def _site(self, database: str, **settings: str) -> Site:
        folder = self.folder / database
        folder.mkdir(parents=True, exist_ok=True)
        return Site(folder, self.cluster.url(database), settings=PRODUCTION_SETTINGS | settings)

    def _is_filled(self, database: str) -> bool:
        """Whether an earlier run filled it with the tables and the filler of today."""
        note = self.folder / f"{database}.done"
        return note.exists() and note.read_text() == _fingerprint()

    def _mark_filled(self, database: str) -> None:
        (self.folder / f"{database}.done").write_text(_fingerprint())


@contextmanager
def databases(keep: Path | None) -> Iterator[Databases]:
    """`keep` is a folder whose databases stay for the next run; without it everything goes at the end."""
    cluster = start_cluster(keep, TUNING)
    folder = (keep or cluster.folder) / "sites"
    folder.mkdir(exist_ok=True)
    try:
        yield Databases(cluster, folder)
    finally:
        if keep:
            cluster.rest()
        else:
            cluster.stop()


@dataclass
class Servers:
    """The site and hello, each with two workers, and the process id of the site's master."""

    site: Site
    cluster: Cluster
    hello_port: int = field(default_factory=free_port)
    master: int = 0

    def start(self) -> Servers:
        self.site.manage("collectstatic", "--no-input", "--verbosity=0")
        self.master = self._serve("web", self.site.port, "bench.site:application")
        self._serve("hello", self.hello_port, "bench.hello.site:application")
        return self

    def _serve(self, name: str, port: int, application: str) -> int:
        """As scripts/serve.py starts it."""
        words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--no-control-socket"]
        process = self.site.beside(name, str(BIN / "gunicorn"), *words, application)
        wait_for(port, process)
        return process.pid

    def backends(self) -> list[int]:
        """Process ids of the PostgreSQL backends that serve the site."""
        database = self.site.database_url.rsplit("/", 1)[1]
        statement = f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND backend_type = 'client backend'"
        return [int(pid) for (pid,) in self.cluster.ask("postgres", statement)]


@contextmanager
def serving(site: Site, cluster: Cluster) -> Iterator[Servers]:
    servers = Servers(site, cluster)
    try:
        yield servers.start()
    finally:
        site.stop()


def _fingerprint() -> str:
    """What a filled database depends on."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in FILL_SOURCES for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
