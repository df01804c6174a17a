"""Slots for making files in web processes: one in each process, and in one process fewer than there are.

So one process is always left to pages.
"""

from __future__ import annotations

import fcntl
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, Timer

from django.conf import settings

MAX_SECONDS = 300.0  # a download that takes longer waits for a slow reader and costs the server nothing

_process_lock = Lock()


class DownloadSlot:
    """Released once, by its holder or when its time is over."""

    def __init__(self, locks: ExitStack) -> None:
        self._locks = locks
        self._timer = Timer(MAX_SECONDS, self.release)
        self._timer.daemon = True
        self._timer.start()

    def release(self) -> None:
        self._timer.cancel()
        self._locks.close()


def take_slot() -> DownloadSlot | None:
    """A slot, or None while all are taken: nobody waits and holds a thread.

    The lock on a file goes with its process, however that ends.
    """
    with ExitStack() as locks:
        if not _process_lock.acquire(blocking=False):
            return None
        locks.callback(_process_lock.release)
        settings.EXPORTS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(max(1, settings.WEB_WORKERS - 1)):
            file = Path(settings.EXPORTS_ROOT / f"slot-{number}").open("wb")  # noqa: SIM115
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
            else:
                locks.enter_context(file)
                return DownloadSlot(locks.pop_all())
        return None
