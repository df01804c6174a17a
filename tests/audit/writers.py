"""Writers to the system chain of one site, all at once: called in the site's own process."""

from __future__ import annotations

from threading import Barrier, Thread

from django.db import IntegrityError, connection
from django.utils import timezone

from audit import services as trail

THREADS = 4


def write(events: str, how: str) -> None:
    """Each thread adds so many events; prints how many were refused. `how` is "locked", or "unlocked" as control."""
    if how == "unlocked":
        trail._lock_system_chain = lambda: None
    clashes: list[int] = []
    start = Barrier(THREADS)

    def work(writer: int) -> None:
        start.wait()
        for number in range(int(events)):
            try:
                trail.record(trail.SYSTEM, "role_given", actor=None, at=timezone.now(), writer=writer, number=number)
            except IntegrityError:
                clashes.append(writer)
        connection.close()

    threads = [Thread(target=work, args=[writer]) for writer in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(clashes))
