"""Writers to the system chain, all at once, in a database of their own: run as a program by test_writers."""

from __future__ import annotations

import sys
from threading import Barrier, Thread

import django

THREADS = 4


def main(events: int, locked: bool) -> None:
    django.setup()
    from django.db import IntegrityError, connection
    from django.utils import timezone

    from audit import trail

    if not locked:
        trail._lock_system_chain = lambda: None
    clashes: list[int] = []
    start = Barrier(THREADS)

    def write(writer: int) -> None:
        start.wait()
        for number in range(events):
            try:
                trail.record(trail.SYSTEM, "role_given", actor=None, at=timezone.now(), writer=writer, number=number)
            except IntegrityError:
                clashes.append(writer)
        connection.close()

    threads = [Thread(target=write, args=[writer]) for writer in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(clashes))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] == "locked")
