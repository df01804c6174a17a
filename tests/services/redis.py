"""A Redis server of our own on a free port."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import redis

from tests.services.ports import free_port, stop, wait_for


@dataclass
class Redis:
    """One server that can be taken away and brought back at the same address; what it held is gone then."""

    folder: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *more: str) -> None:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "", *more]
        self.process = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def kill(self) -> None:
        """At once, with no word to whoever is connected."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def hang(self) -> None:
        """It takes connections, and answers nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def ask_for_a_password(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.config_set("requirepass", "another")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            stop(self.process)


@contextmanager
def own_redis() -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="commissioning-redis-") as folder:
        server = Redis(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def redis_server() -> Iterator[str]:
    """Its address: redis://127.0.0.1:6390/0."""
    with own_redis() as server:
        yield server.url
