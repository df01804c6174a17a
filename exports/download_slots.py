"""Turns at making files: one at a time in each process, and never in all of them at once: one is left to pages."""

from __future__ import annotations

import fcntl
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, Timer
from typing import IO

from django.conf import settings

LONGEST = 300.0  # seconds: whoever is not done by then waits for a slow reader, and takes nothing from anybody

_in_this_process = Lock()


class Turn:
    """Left once, whoever says so first."""

    def __init__(self, holding: ExitStack) -> None:
        self._holding = holding
        self._clock = Timer(LONGEST, self.leave)
        self._clock.daemon = True
        self._clock.start()

    def leave(self) -> None:
        self._clock.cancel()
        self._holding.close()


def take_turn() -> Turn | None:
    """A turn, or None while others have all there are: nobody is kept waiting with a thread in hand."""
    with ExitStack() as holding:
        if not _in_this_process.acquire(blocking=False):
            return None
        holding.callback(_in_this_process.release)
        place = _free_place()
        if place is None:
            return None
        holding.enter_context(place)
        return Turn(holding.pop_all())


def _free_place() -> IO[bytes] | None:
    """One fewer than there are web processes; a lock on a file goes with its process, however that ends."""
    settings.EXPORTS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(max(1, settings.WEB_WORKERS - 1)):
        place = Path(settings.EXPORTS_ROOT / f"turn-{number}").open("wb")  # noqa: SIM115
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            place.close()
        else:
            return place
    return None
