"""The tests: on SQLite, on a throwaway PostgreSQL, then those with a browser or servers of their own.

Words given are handed to pytest. With LONG=1 the full numbers of the promises run too.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.beds.packages import missing_packages
from tests.beds.postgres import start_cluster
from tests.beds.redis import redis_server

LONG = os.environ.get("LONG") == "1"
OWN = "browser or bed"
NOTHING_CHOSEN = 5  # as pytest says that the words given leave no test of this part
# Of every day what rests on the database's own ways; with LONG=1 all that is not long itself.
EVERYDAY_POSTGRESQL = [
    "tests/audit",
    "tests/notifications/test_batching.py",
    "tests/notifications/test_notifying.py",
    "tests/notifications/test_sending.py",
    "tests/principles/test_loading.py",
    "tests/cycles/test_progress.py",
    "tests/house/test_prepared.py",
    "tests/overview/test_changes.py",
    "tests/overview/test_counting.py",
    "tests/overview/test_search.py",
    "tests/portfolio/test_board_and_timeline.py",
    "tests/dashboard/test_counting.py",
    "tests/exports/test_cycles.py",
    "tests/exports/test_making.py",
    "tests/cycles/test_database_refuses.py",
    "tests/cycles/test_stale_decisions.py",
    "tests/cycles/views/test_overtaken.py",
]


def main() -> int:
    """0 when every part passed; all parts run, so that one fault does not hide the next."""
    if said := missing_packages():
        print(said, file=sys.stderr)
        return 1
    with services() as found:
        parts = [
            ("SQLite", f"not ({OWN})", {}, []),
            ("PostgreSQL", f"not ({OWN}) and not long", on_postgresql(found), EVERYDAY_POSTGRESQL),
            ("browser and servers", OWN, {}, []),
        ]
        failed = [name for name, marks, more, paths in parts if not passes(name, marks, {**found, **more}, paths)]
    print(f"Failed: {', '.join(failed)}" if failed else "All tests passed")
    return 1 if failed else 0


def on_postgresql(found: dict[str, str]) -> dict[str, str]:
    """The long walks are about the program and not about its database: once is enough."""
    return {"DATABASE_URL": found["TEST_CLUSTER_URL"], "LONG": ""}


def passes(name: str, marks: str, more: dict[str, str], everyday: list[str]) -> bool:
    """Run one part in two processes; where modules have servers of their own, each stays whole, and in its order."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    chosen = marks if LONG else f"({marks}) and not long"
    spread = ["--dist", "loadfile", "--no-loadscope-reorder"] if marks == OWN else ["--dist", "load"]
    words = ["-m", chosen, "-n", "2", *spread, "-q", *sys.argv[1:]]
    words += [] if LONG else everyday
    code = subprocess.call([sys.executable, "-m", "pytest", *words], cwd=ROOT, env={**os.environ, **more})
    print(f"{name}: {time.monotonic() - began:.0f} seconds", flush=True)
    return code == 0 or (code == NOTHING_CHOSEN and bool(sys.argv[1:]))


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """PostgreSQL and Redis for all parts, as environment variables."""
    cluster = start_cluster()
    try:
        with redis_server() as redis_url:
            address = {"TEST_CLUSTER_PORT": str(cluster.port), "TEST_CLUSTER_URL": cluster.url("postgres")}
            yield {**address, "TEST_REDIS_URL": redis_url}
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
