"""`make bench`: fill, measure, compare with what is promised, write docs/performance.md.

While developing, one size and few pages take minutes, on databases that stay:
`python -m bench --sizes 10000 --pages my-work,list --keep FOLDER`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from bench import report
from bench.goals import CHOICES, SIZES
from bench.scenarios import ROUNDS, Run, run_scenarios
from bench.services import Databases, databases, log, serving
from tests.services.packages import missing_packages
from tests.services.server import ROOT

PAGE = ROOT / "docs" / "performance.md"


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=numbers, default=SIZES, help="numbers of cycles, with commas between")
    parser.add_argument("--pages", type=names, default=CHOICES, help=f"some of {', '.join(CHOICES)}")
    parser.add_argument("--keep", type=Path, help="a folder whose filled databases stay for the next run")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="windows of each page on each size")
    return parser.parse_args(words)


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def names(text: str) -> tuple[str, ...]:
    if unknown := set(text.split(",")) - set(CHOICES):
        raise argparse.ArgumentTypeError(f"There is no {', '.join(sorted(unknown))}")
    return tuple(text.split(","))


def main(words: Sequence[str]) -> int:
    """1 where a promise is not kept. The page is written by a run with everything in it."""
    options = parse(words)
    if sentence := missing_packages(["postgresql", "wrk"]):
        log(sentence)
        return 1
    with databases(options.keep and options.keep.resolve()) as filled:
        runs = measure(filled, options)
        [(postgres,)] = filled.cluster.ask("postgres", "SHOW server_version")
    text = report.page(runs, date.today(), f"PostgreSQL {postgres.split()[0]}", options.pages)
    print(text)
    if (options.sizes, options.pages) == (SIZES, CHOICES):
        PAGE.write_text(text)
    return 1 if report.broken_promises(runs, options.pages) else 0


def measure(filled: Databases, options: argparse.Namespace) -> dict[int, Run]:
    sites = {size: filled.filled(size) for size in options.sizes}
    with ExitStack() as servers:
        log("Measuring")
        started = {size: servers.enter_context(serving(site, filled.cluster)) for size, site in sites.items()}
        return run_scenarios(started, options.pages, options.rounds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
