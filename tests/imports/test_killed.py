"""A worker killed at any moment leaves nothing behind, and the next one writes the whole."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Collection
from pathlib import Path
from random import Random
from typing import Any

import pytest

from imports.services.bringing_in import ATTEMPTS
from tests.services.fixtures import SiteFactory
from tests.services.server import Site

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
ROWS, KILLED = (2_000, 20) if LONG else (200, 2)
PATIENCE = 300 if LONG else 120  # seconds
MINUTES = 3  # from one worker to the next, so that the lease of the one before has run out
NOTHING = {"state": "bringing_in", "agreements": 0, "supplied": 0, "suppliers": 0, "told": 0, "broken": 0}
WHOLE = {"state": "done", "agreements": ROWS, "supplied": ROWS, "suppliers": ROWS, "told": 1, "broken": 0}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_all_or_nothing_whoever_is_killed(make_site: SiteFactory, database: str) -> None:
    site = make_site(database)
    site.play("tests.imports.scene:ask", str(ROWS))
    random = Random(database)
    for turn in range(1, KILLED + 1):
        if turn > ATTEMPTS and turn % ATTEMPTS == 1:
            site.play("tests.imports.scene:press_again", str(MINUTES * turn))
        left = set(progress_files(site))  # by those killed before
        worker = site.play_beside("worker", "tests.imports.scene:work", str(MINUTES * turn))
        written = wait_for(site, random.randrange(1, ROWS - 40), left)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        assert look(site) == NOTHING, written
    last = str(MINUTES * (KILLED + 1))
    workers = [site.play_beside(f"worker{one}", "tests.imports.scene:work", last) for one in (1, 2)]
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]
    assert look(site) == WHOLE
    assert not progress_files(site)


def look(site: Site) -> Any:
    return json.loads(site.play("tests.imports.scene:look"))


def wait_for(site: Site, rows: int, left: Collection[Path]) -> int:
    """Until the worker has written so many rows; `left` are files of others."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for path in set(progress_files(site)) - set(left):
            text = path.read_text() if path.suffix != ".part" else ""
            if text and int(text.split()[0]) >= rows:
                return int(text.split()[0])
        time.sleep(0.01)
    raise TimeoutError(site.log("worker"))


def progress_files(site: Site) -> list[Path]:
    """What workers tell of how far they are; a killed one leaves its file until the import is done."""
    return list((site.folder / "imports" / "progress").glob("*"))
