"""Making files at a pace that leaves most of the machine to pages."""

from __future__ import annotations

from time import perf_counter, sleep

SHARE = 1.0  # seconds of rest for each second of work
LONGEST = 0.25


class Pace:
    """Rests between pieces of work, each as long as the piece took."""

    def __init__(self) -> None:
        self._since = perf_counter()

    def rest(self) -> None:
        sleep(min((perf_counter() - self._since) * SHARE, LONGEST))
        self._since = perf_counter()
