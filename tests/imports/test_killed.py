"""A worker killed at any moment leaves nothing behind, and the next one writes the whole."""

from __future__ import annotations

import json
import os
import signal
import time
from random import Random
from typing import Any

import pytest

from tests.services.fixtures import SiteFactory
from tests.services.server import Site

pytestmark = pytest.mark.services

ROWS = 2_000 if os.environ.get("LONG") == "1" else 200
PATIENCE = 120  # seconds
NOTHING = {"state": "bringing_in", "agreements": 0, "supplied": 0, "suppliers": 0, "told": 0, "broken": 0}
WHOLE = {"state": "done", "agreements": ROWS, "supplied": ROWS, "suppliers": ROWS, "told": 1, "broken": 0}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_all_or_nothing_whoever_is_killed(make_site: SiteFactory, database: str) -> None:
    site = make_site(database)
    site.play("tests.imports.scene:ask", str(ROWS))
    random = Random(database)
    for turn in (1, 2):
        worker = site.play_beside("worker", "tests.imports.scene:work", str(3 * turn))
        written = wait_for(site, random.randrange(1, ROWS - 40))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        assert look(site) == NOTHING, written
    workers = [site.play_beside(f"worker{one}", "tests.imports.scene:work", "9") for one in (1, 2)]
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]
    assert look(site) == WHOLE
    assert not progress_of(site)


def look(site: Site) -> Any:
    return json.loads(site.play("tests.imports.scene:look"))


def wait_for(site: Site, rows: int) -> int:
    """Until the worker has written so many rows."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        written = max(progress_of(site), default=0)
        if written >= rows:
            return written
        time.sleep(0.01)
    raise TimeoutError(site.log("worker"))


def progress_of(site: Site) -> list[int]:
    """The rows written by each worker that has told so; killed ones leave their file."""
    alive = time.time() - 30
    files = [path for path in (site.folder / "imports" / "progress").glob("*") if not path.name.endswith(".part")]
    texts = [path.read_text() for path in files if path.stat().st_mtime > alive]
    return [int(text.split()[0]) for text in texts if text]
