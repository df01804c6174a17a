"""Running a module of ours in a process of its own, bounded in time and memory: what a hostile file does ends with it.

The module reads its standard input and writes its standard output. It calls `limit_process` before anything else.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from uploads.limits import CHUNK
from uploads.results import Readable

ROOT = Path(__file__).resolve().parent.parent
# What the process needs to start; secrets of the site stay out of it.
ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "TEMP")
POLITENESS = 10  # pages go first
NO_ROOM = os.EX_IOERR  # what a module ends with where no disk has room for its output


class Overran(Exception):
    """The process ran into one of its limits."""


class Broke(Exception):
    """The process failed for another reason."""


def limit_process(*, seconds: int, memory: int) -> None:
    """Processor time and memory of this process, for good.

    Windows has no such limits, and the parent's clock alone ends the process there.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.nice(POLITENESS)


@contextmanager
def output_of(module: str, *words: str, source: Readable, wait: float) -> Iterator[IO[bytes]]:
    """What the module wrote, at its start. Raises Overran, Broke, or OSError where no disk has room for it.

    Both ways go through files without a name, so that the memory of this process does not grow with them.
    """
    environment = {key: os.environ[key] for key in ENVIRONMENT if key in os.environ}
    with tempfile.TemporaryFile() as taken, tempfile.TemporaryFile() as made:
        source.seek(0)
        while piece := source.read(CHUNK):
            taken.write(piece)
        taken.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-X", "utf8", "-m", module, *words],
                stdin=taken,
                stdout=made,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=environment,
                timeout=wait,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Overran from late
        if done.returncode == NO_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if done.returncode:
            # A positive code is an error of the module; a signal means that it ran into a limit.
            raise Broke if done.returncode > 0 else Overran
        made.seek(0)
        yield made
