"""A Redis server of our own on a free port."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.beds.ports import free_port, stop, wait_for


@contextmanager
def redis_server() -> Iterator[str]:
    """Its address: redis://127.0.0.1:6390/0."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="commissioning-redis-") as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            wait_for(port, server)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            stop(server)
