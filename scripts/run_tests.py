"""The tests: on SQLite, on a throwaway PostgreSQL, then those with a browser or servers of their own.

Words given are handed to pytest. With LONG=1 the full numbers of the promises run too. Without words, the SQLite part
measures how much of the apps the tests run, and fails below the floor in pyproject.toml (docs/adr/0018).
"""

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.services.packages import missing_packages
from tests.services.postgres import start_cluster
from tests.services.redis import redis_server

LONG = os.environ.get("LONG") == "1"
OWN = "browser or services"
COVERAGE = Path(os.environ.get("DATA_DIR", ROOT / "var")) / "coverage.json"
NOTHING_CHOSEN = 5  # as pytest says that the words given leave no test of this part
# Of every day what rests on the database's own ways; with LONG=1 all that is not long itself.
EVERYDAY_POSTGRESQL = [
    "tests/audit",
    "tests/notifications/test_batching.py",
    "tests/notifications/test_notifying.py",
    "tests/notifications/test_sending.py",
    "tests/principles/test_loading.py",
    "tests/checklists/test_progress.py",
    "tests/overview/test_changes.py",
    "tests/overview/test_counting.py",
    "tests/overview/test_search.py",
    "tests/portfolio/test_board_and_timeline.py",
    "tests/portfolio/test_register.py",
    "tests/dashboard/test_counting.py",
    "tests/dashboard/test_agreements.py",
    "tests/dashboard/test_contracts.py",
    "tests/dashboard/test_lapsing.py",
    "tests/dashboard/test_next_agreements.py",
    "tests/contracts",
    "tests/imports",
    "tests/notices",
    "tests/cycles/test_arrangement_end.py",
    "tests/cycles/test_fourteen_timetables.py",
    "tests/cycles/test_scheduling.py",
    "tests/cycles/test_values.py",
    "tests/cycles/views/test_planning.py",
    "tests/calendars/test_closed_days.py",
    "tests/checklists/test_proportion.py",
    "tests/checklists/test_publishing.py",
    "tests/approvals/test_escalation.py",
    "tests/reminders/test_due.py",
    "tests/exports/test_cycles.py",
    "tests/exports/test_making.py",
    "tests/approvals/test_database_refuses.py",
    "tests/approvals/test_stale_decisions.py",
    "tests/approvals/views/test_stale_decision.py",
    "tests/accounts/test_credentials.py",
    "tests/accounts/test_fields.py",
    "tests/accounts/test_guessing.py",
    "tests/accounts/test_list_pages.py",
    "tests/accounts/test_lists.py",
    "tests/accounts/test_people_pages.py",
    "tests/accounts/test_roles.py",
    "tests/accounts/test_services.py",
    "tests/accounts/test_stand_ins.py",
    "tests/approvals/test_confirmed_deciders.py",
    "tests/approvals/test_cover_authority.py",
    "tests/approvals/views/test_hidden_conditions.py",
    "tests/checklists/test_missing_parts.py",
    "tests/cycles/test_ended_entries.py",
    "tests/cycles/test_participants.py",
    "tests/cycles/test_planted_line.py",
    "tests/cycles/test_replacements.py",
    "tests/cycles/test_visibility.py",
    "tests/demo/test_sixty_days.py",
    "tests/notifications/test_cover.py",
    "tests/overview/test_cover.py",
    "tests/overview/test_editions.py",
    "tests/overview/test_handing_over.py",
    "tests/overview/test_holdings.py",
    "tests/overview/test_leaver_pages.py",
    "tests/overview/test_leavers.py",
    "tests/overview/test_security_record.py",
    "tests/project/test_refusals.py",
    "tests/reminders/test_cover.py",
    "tests/stages",
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
    if not sys.argv[1:] and not is_covered_enough():
        failed.append("coverage")
    print(f"Failed: {', '.join(failed)}" if failed else "All tests passed")
    return 1 if failed else 0


def measured() -> list[str]:
    """What runs pytest and writes to COVERAGE which lines and branches of the apps it ran."""
    COVERAGE.parent.mkdir(parents=True, exist_ok=True)
    COVERAGE.unlink(missing_ok=True)
    apps = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "tests"})
    options = [f"--source={','.join(apps)}", "--fail-under=0", "--json", f"--out={COVERAGE}"]
    return [sys.executable, "-m", "slipcover", *options]


def is_covered_enough() -> bool:
    """Print what share of lines and branches the SQLite part ran; whether it is the floor or more."""
    floor = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["slipcover"]["fail-under"]
    summary = json.loads(COVERAGE.read_text())["summary"] if COVERAGE.exists() else {"percent_covered": 0.0}
    print(f"Lines and branches covered: {summary['percent_covered']:.2f} %, at least {floor} %")
    return bool(summary["percent_covered"] >= floor)


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
    program = measured() if name == "SQLite" and not sys.argv[1:] else [sys.executable]
    code = subprocess.call([*program, "-m", "pytest", *words], cwd=ROOT, env={**os.environ, **more})
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
