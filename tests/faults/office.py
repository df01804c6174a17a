"""An office that can be shaken: own PostgreSQL and Redis, four workers, two beats, a mail server."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.postgres import Cluster, start_cluster
from tests.services.redis import Redis, own_redis
from tests.services.server import BIN, Site
from tests.services.smtp import Sink, mail_server

WORKERS = 4 if os.environ.get("LONG") == "1" else 2
BEATS = 2
CELERY = [str(BIN / "celery"), "--quiet", "-A", "tests.faults.brisk"]
WORKER = [*CELERY, "worker", "-P", "solo", "--loglevel", "warning", "--without-mingle"]
UNSENT = "SELECT count(*) FROM notifications_email WHERE state IN ('waiting', 'sending')"
UNTOLD = "SELECT count(*) FROM notifications_notification WHERE email_id IS NULL"
STATES = "SELECT state, count(*) FROM notifications_email GROUP BY state"


@dataclass
class Office:
    site: Site
    cluster: Cluster
    redis: Redis
    sink: Sink
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    chance: random.Random = field(default_factory=random.Random)
    restarts: list[float] = field(default_factory=list)  # when a server was there again, by the monotonic clock

    def open(self) -> None:
        for number in range(BEATS):
            schedule = str(self.site.folder / f"beat{number}-schedule")
            self.site.beside(f"beat{number}", *CELERY, "beat", "--loglevel", "warning", "-s", schedule)
        self.workers = [self._worker(number) for number in range(WORKERS)]

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        return self.site.beside(f"worker{number}", *WORKER, "-n", f"worker{number}@here")

    def kill_one(self) -> None:
        """Any of the workers, with no warning; another takes its place at once."""
        number = self.chance.randrange(WORKERS)
        os.killpg(self.workers[number].pid, signal.SIGKILL)
        self.workers[number].wait()
        self.workers[number] = self._worker(number)

    def restart_redis(self) -> None:
        """It comes back empty: whatever waited in it is lost."""
        self.redis.kill()
        self.redis.start()
        self.restarts.append(time.monotonic())

    def restart_postgres(self) -> None:
        self.cluster.restart()
        self.restarts.append(time.monotonic())

    def freeze_postgres(self, seconds: float) -> None:
        """It stops where it is, and goes on after that time."""
        with self.cluster.frozen():
            time.sleep(seconds)
        self.restarts.append(time.monotonic())

    def wait_until(self, done: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < until, f"Not done after {seconds} seconds: {self.states()}\n{self.logs()}"
            time.sleep(0.05)

    def all_dealt_with(self) -> bool:
        return self.count(UNTOLD) == self.count(UNSENT) == 0

    def count(self, question: str) -> int:
        return int(self.cluster.ask("office", question)[0][0])

    def states(self) -> dict[str, int]:
        return dict(self.cluster.ask("office", STATES))

    def logs(self) -> str:
        return "\n".join(self.site.log(f"worker{number}")[-3000:] for number in range(WORKERS))


def _end(programs: list[subprocess.Popen[bytes]]) -> None:
    """With no patience: their work is done, and nothing of it is needed any more."""
    for one in programs:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


@contextmanager
def own_office(
    folder: Path, source: Cluster, original: str, *, lease: float, database_patience: float
) -> Iterator[Office]:
    """Closed with everything in it when the block ends. `original` is the database that it starts from."""
    cluster = start_cluster()
    try:
        with own_redis() as redis, mail_server() as sink:
            settings = {"REDIS_URL": redis.url, "EMAIL_URL": sink.url, "LEASE": str(lease)}
            settings["DATABASE_PATIENCE"] = str(database_patience)
            site = Site(folder, cluster.copy("office", source, original), settings=settings)
            try:
                yield Office(site, cluster, redis, sink)
            finally:
                _end(site.others)
    finally:
        cluster.stop()
