"""Inspecting a file in a process of its own, few at a time, so that no file keeps the site from its pages."""

from __future__ import annotations

import fcntl
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings

from uploads.limits import MAX_LINE
from uploads.names import clean_name
from uploads.processes import Broke, Overran, output_of
from uploads.remarks import FileNote, Remarks
from uploads.results import AcceptedFile, FileFault, FileKind, FileRefused, Readable

PROCESS = "uploads.inspection_process"
PATIENCE = 5.0  # seconds that one waits for its turn
EVERY = 0.05
# Threads of one web process that check a file or wait for their turn: the others are left to pages.
THREADS = 8

_threads = threading.BoundedSemaphore(THREADS)


class Busy(Exception):
    """Too many files are being checked already."""


def check_file(stream: Readable, name: str) -> AcceptedFile:
    """Inspect the whole file from its start, in at most FILE_CHECK_SECONDS once it is its turn.

    Raises FileRefused, whose text says what the person who chose the file can do; OSError where no disk has room.
    """
    try:
        with turn(), output_of(PROCESS, clean_name(name), source=stream, wait=settings.FILE_CHECK_SECONDS) as made:
            said = json.loads(made.readline(MAX_LINE))
            if fault := said.get("fault"):
                raise FileRefused(FileFault[fault], **said["words"])
            cleaned = made.read() if said["cleaned"] else None
    except Busy as busy:
        raise FileRefused(FileFault.BUSY) from busy
    except Overran as late:
        raise FileRefused(FileFault.TOOK_TOO_LONG) from late
    except Broke as broken:
        raise FileRefused(FileFault.DAMAGED) from broken
    kind = FileKind[said["kind"]]
    notes = {FileNote[note]: names for note, names in said["notes"].items()}
    remarks = Remarks(notes, said["title"], date.fromisoformat(said["dated"]) if said["dated"] else None)
    size, sha256, unpacked = said["size"], said["sha256"], said["unpacked"]
    return AcceptedFile(kind, kind.extension, kind.content_type, size, sha256, unpacked, remarks, cleaned)


@contextmanager
def turn() -> Iterator[None]:
    """One of FILES_CHECKED_AT_ONCE in all processes of the site. Raises Busy after PATIENCE.

    The lock on a file goes with its process, however that ends.
    """
    if not _threads.acquire(blocking=False):
        raise Busy
    try:
        folder = Path(settings.CHECKS_ROOT)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = time.monotonic() + PATIENCE
        while True:
            for number in range(settings.FILES_CHECKED_AT_ONCE):
                with (folder / f"turn-{number}").open("wb") as lock:
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                    yield
                    return
            if time.monotonic() > until:
                raise Busy
            time.sleep(EVERY)
    finally:
        _threads.release()
