"""`make bench`: fill, measure, compare with what is promised. `BENCH_KEEP=folder` keeps the filled databases."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from bench import report
from bench.bed import Bed, bed, say, serving
from bench.goals import SIZES
from bench.scenarios import Run, run
from tests.services.packages import missing_packages
from tests.services.server import ROOT

WRITTEN = ROOT / "docs" / "performance.md"


def main() -> int:
    """1 where a promise is not kept. Sizes may be given as words; the page is written only with all of them."""
    if said := missing_packages(["postgresql"]):
        say(said)
        return 1
    sizes = tuple(int(word) for word in sys.argv[1:]) or SIZES
    kept = os.environ.get("BENCH_KEEP")
    with bed(Path(kept).resolve() if kept else None) as found:
        runs = measured(found, sizes)
        [(postgres,)] = found.cluster.ask("postgres", "SHOW server_version")
    text = report.page(runs, date.today(), f"PostgreSQL {postgres.split()[0]}")
    print(text)
    if sizes == SIZES:
        WRITTEN.write_text(text)
    return 1 if report.over(runs) else 0


def measured(found: Bed, sizes: Sequence[int]) -> dict[int, Run]:
    sites = {size: found.filled(size) for size in sizes}
    with ExitStack() as servers:
        say("Measuring")
        return run({size: servers.enter_context(serving(site)) for size, site in sites.items()})


if __name__ == "__main__":
    sys.exit(main())
