"""Making files at a pace that leaves most of the machine to pages."""

from __future__ import annotations

from time import perf_counter, sleep

REST_PER_WORK = 1.0  # seconds of rest for each second of work
MAX_REST = 0.25  # seconds


class Pace:
    """Rests between pieces of work, each time as long as the piece took."""

    def __init__(self) -> None:
        self._since = perf_counter()

    def rest(self) -> None:
        sleep(min((perf_counter() - self._since) * REST_PER_WORK, MAX_REST))
        self._since = perf_counter()
