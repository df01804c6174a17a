"""How much memory a program and its children have to themselves, and its highest while something goes on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

MIB = 1024


def memory(program: int) -> float:
    """MiB of it and its children: what they share counts once (PSS)."""
    children = subprocess.run(["pgrep", "-P", str(program)], capture_output=True, text=True, check=False).stdout.split()
    return sum(_pss(process) for process in [str(program), *children]) / MIB


def _pss(process: str) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has ended
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@contextmanager
def highest(program: int) -> Iterator[list[float]]:
    """While the block lasts it is looked at every fifth of a second; afterwards the list's greatest is the highest."""
    found, over = [memory(program)], Event()

    def look() -> None:
        while not over.wait(0.2):
            found.append(memory(program))

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()
