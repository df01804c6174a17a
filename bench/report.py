"""What was measured, beside what was promised."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median

import django

from bench.goals import GOALS, MOST_COUNTING, MOST_MEMORY, Goal
from bench.measuring import growth
from bench.scenarios import Run

Runs = Mapping[int, Run]
HEAD = (
    "page",
    "median of hello",
    "times hello",
    "at most",
    "p95 (ms)",
    "growth",
    "at most",
    "SQL statements",
    "at most",
)


def over(runs: Runs) -> list[str]:
    """Each promise that the largest size breaks, in a sentence."""
    size = max(runs)
    found = [fault for name, goal in GOALS.items() for fault in _over(name, goal, runs)]
    if runs[size].memory > MOST_MEMORY:
        found.append(f"Two workers and their master take {runs[size].memory:.0f} MiB, more than {MOST_MEMORY:.0f}")
    if runs[size].counting and median(runs[size].counting) > MOST_COUNTING:
        found.append(f"Counting takes {median(runs[size].counting):.1f} seconds, more than {MOST_COUNTING:g}")
    return found + [fault for run in runs.values() for fault in _crowd_faults(run.crowd)]


def _over(name: str, goal: Goal, runs: Runs) -> list[str]:
    small, large = min(runs), max(runs)
    row, first = runs[large].rows.get(name), runs[small].rows.get(name)
    if row is None or first is None:
        return [f"{name}: not measured"]
    faults = []
    if row.over_hello > goal.over_hello:
        faults.append(f"{name}: {row.over_hello:.1f} times hello, more than {goal.over_hello:g}")
    if growth(first, row) > goal.growth:
        faults.append(f"{name}: grows {growth(first, row):.2f} times, more than {goal.growth:g}")
    if (row.statements or 0) > goal.statements:
        faults.append(f"{name}: {row.statements} SQL statements, more than {goal.statements}")
    if len({run.rows[name].statements for run in runs.values() if name in run.rows}) > 1:
        faults.append(f"{name}: not the same number of SQL statements at every size")
    return faults


def _crowd_faults(crowd: Counter[str]) -> list[str]:
    """Of all who pressed at once one decided, and every other one reads who it was."""
    odd = {answer: number for answer, number in crowd.items() if answer not in ("recorded", "told who decided")}
    faults = [f"Decisions at once: {number} answered {answer}" for answer, number in odd.items()]
    return faults if crowd["recorded"] == 1 else [*faults, f"Decisions at once: {crowd['recorded']} recorded"]


def table(runs: Runs) -> str:
    """Every promise in Markdown, with what was measured on the largest size."""
    rows = [_row(name, goal, runs) for name, goal in GOALS.items()]
    return _markdown(HEAD, rows)


def _row(name: str, goal: Goal, runs: Runs) -> Sequence[str]:
    small, large = min(runs), max(runs)
    row, first = runs[large].rows.get(name), runs[small].rows.get(name)
    if row is None or first is None:
        return (name, "not measured", *[""] * 7)
    return (
        name,
        f"{row.median:.1f} ms of {row.median / row.over_hello:.2f}",
        f"{row.over_hello:.1f}",
        f"{goal.over_hello:g}",
        f"{row.p95:.1f}",
        f"{growth(first, row):.2f}",
        f"{goal.growth:g}",
        str(row.statements),
        str(goal.statements),
    )


def every_size(runs: Runs) -> str:
    """Medians and statements of every size, to see where a page begins to grow."""
    head = ("page", *(f"{size:,} cycles" for size in runs))
    return _markdown(head, [(name, *(_told(run, name) for run in runs.values())) for name in GOALS])


def _told(run: Run, name: str) -> str:
    row = run.rows.get(name)
    return f"{row.median:.1f} ms, {row.over_hello:.1f} times hello, {row.statements} SQL" if row else "not measured"


def crowd(runs: Runs) -> str:
    said = [f"{size:,}: {', '.join(f'{n} {what}' for what, n in run.crowd.items())}" for size, run in runs.items()]
    return f"Fifty decisions of one gate at once: {'; '.join(said)}."


def memories(runs: Runs) -> str:
    said = "; ".join(f"{size:,}: {run.memory:.0f} MiB" for size, run in runs.items())
    return f"Memory of two workers and their master after the run, at most {MOST_MEMORY:.0f} MiB (PSS): {said}."


def countings(runs: Runs) -> str:
    said = "; ".join(f"{size:,}: {median(run.counting):.1f} s" for size, run in runs.items() if run.counting)
    return f"Counting the dashboard's figures after a change, by the worker, at most {MOST_COUNTING:g} s: {said}."


def machine(postgres: str) -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    total = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return (
        f"{model}, {os.cpu_count()} cores, {total:.0f} GiB of memory;"
        f" Python {platform.python_version()}, Django {django.__version__}, {postgres}."
    )


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(runs: Runs, on: date, postgres: str) -> str:
    """docs/performance.md."""
    faults = over(runs)
    verdict = "Everything promised holds." if not faults else "Not kept:\n\n" + "\n".join(f"- {one}" for one in faults)
    return f"""# How quick the pages are

Written by `make bench` on {on.day} {on:%B %Y}: {machine(postgres)}

Each page is asked for again and again by one signed-in person over one connection, on a council of {max(runs):,}
cycles in PostgreSQL, with two gunicorn workers. *Hello* is a view of a bare Django project under the same gunicorn,
asked before every request, so that a figure in times of hello means the same on another machine. The sizes take
turns, ten requests each, so that a minute in which the machine is slow is one for all of them. *Growth* is the figure
on {max(runs):,} cycles over the one on {min(runs):,}. SQL statements are all that Django sends for one request: those
of the session, the frame and the transaction too. The council has the same two hundred people at every size: what
grows is the record. *Just after a change* the figures have been counted again and no process keeps the old ones; its
statements are counted when a process keeps nothing else of the page either.

{verdict}

{table(runs)}

{crowd(runs)}

{memories(runs)}

{countings(runs)}

## Every size

{every_size(runs)}
"""
