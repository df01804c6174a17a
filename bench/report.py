"""What was measured, beside what was promised."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median

import django

from bench.goals import BACKEND_GROWTH, CAP_SIZE, COUNTING, GOALS, WORKER_MEMORY, Goal
from bench.measurements import growth
from bench.scenarios import MIX_ADDRESSES, MIX_REQUESTS, Run

Runs = Mapping[int, Run]
HEAD = ("page", "median, hello (ms)", "times hello", "cap", "p95 (ms)", "growth", "cap", "SQL statements", "cap")


def cap_size(runs: Runs) -> int:
    """The size on which times are capped, or the largest of a run without it."""
    return CAP_SIZE if CAP_SIZE in runs else max(runs)


def broken_promises(runs: Runs, pages: Collection[str] = tuple(GOALS)) -> list[str]:
    """A sentence for each."""
    sentences = [sentence for page in GOALS if page in pages for sentence in _broken_by(page, GOALS[page], runs)]
    for size, run in runs.items():
        if run.worker_memory > WORKER_MEMORY:
            sentences.append(f"{size:,}: two workers and their master take {run.worker_memory:.0f} MiB")
        if run.counting and median(run.counting) > COUNTING:
            sentences.append(f"{size:,}: counting takes {median(run.counting):.1f} seconds")
        if run.mix and run.mix.workers > WORKER_MEMORY:
            sentences.append(f"Wide mix: two workers and their master take {run.mix.workers:.0f} MiB")
        if run.mix and run.mix.ratio > BACKEND_GROWTH:
            sentences.append(f"Wide mix: the memory of a backend grows {run.mix.ratio:.2f} times")
        sentences += _broken_by_crowd(run.crowd)
    return sentences


def _broken_by(page: str, goal: Goal, runs: Runs) -> Iterator[str]:
    measured = {size: run.pages[page] for size, run in runs.items() if page in run.pages}
    if measured.keys() != runs.keys():
        yield f"{goal.name}: not measured"
        return
    capped, grown = measured[cap_size(runs)], growth(measured[min(runs)], measured[max(runs)])
    if goal.times_hello is not None and capped.times_hello > goal.times_hello:
        yield f"{goal.name}: {capped.times_hello:.1f} times hello, more than {goal.times_hello:g}"
    if goal.growth is not None and grown > goal.growth:
        yield f"{goal.name}: grows {grown:.2f} times, more than {goal.growth:g}"
    statements = {row.statements for row in measured.values()}
    if goal.statements is not None and max(statements) > goal.statements:
        yield f"{goal.name}: {max(statements)} SQL statements, more than {goal.statements}"
    if len(statements) > 1:
        yield f"{goal.name}: not the same number of SQL statements at every size"


def _broken_by_crowd(crowd: Counter[str]) -> Iterator[str]:
    """Of all who pressed at once one decided, and every other one reads who it was."""
    for response in crowd.keys() - {"recorded", "told who decided"}:
        yield f"Decisions at once: {crowd[response]} answered {response}"
    if crowd and crowd["recorded"] != 1:
        yield f"Decisions at once: {crowd['recorded']} recorded"


def table(runs: Runs, pages: Collection[str] = tuple(GOALS)) -> str:
    """Every promise in Markdown, with what was measured on the size that is capped."""
    rows = [_row(page, goal, runs) for page, goal in GOALS.items() if page in pages]
    return _markdown(HEAD, rows)


def _row(page: str, goal: Goal, runs: Runs) -> Sequence[str]:
    row = runs[cap_size(runs)].pages.get(page)
    small, large = runs[min(runs)].pages.get(page), runs[max(runs)].pages.get(page)
    if row is None or small is None or large is None:
        return (goal.name, "not measured", *[""] * 7)
    return (
        goal.name,
        f"{row.median:.1f}, {row.hello:.2f}",
        f"{row.times_hello:.0f}",
        _cap(goal.times_hello),
        f"{row.p95:.1f}",
        f"{growth(small, large):.2f}" if len(runs) > 1 else "",
        _cap(goal.growth),
        str(row.statements),
        _cap(goal.statements),
    )


def _cap(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def every_size(runs: Runs, pages: Collection[str] = tuple(GOALS)) -> str:
    """Medians and statements of every size, to see where a page begins to grow."""
    head = ("page", *(f"{size:,} cycles" for size in runs))
    goals = [(page, goal) for page, goal in GOALS.items() if page in pages]
    return _markdown(head, [(goal.name, *(_cell(run, page) for run in runs.values())) for page, goal in goals])


def _cell(run: Run, page: str) -> str:
    if row := run.pages.get(page):
        return f"{row.median:.1f} ms, {row.times_hello:.0f} times hello, {row.statements} SQL"
    return "not measured"


def crowds(runs: Runs) -> str:
    results = [
        f"{size:,}: {', '.join(f'{number} {response}' for response, number in run.crowd.items())}"
        for size, run in runs.items()
        if run.crowd
    ]
    return f"Fifty decisions of one gate at once: {'; '.join(results) or 'not tried'}."


def councils(runs: Runs) -> str:
    """What the people whose pages are timed have before them."""
    sizes = [
        f"{size:,}: {run.council['waiting']} gates wait, the commissioner leads {run.council['led']} live cycles"
        for size, run in runs.items()
    ]
    return f"What there is to do in each council when the pages are timed: {'; '.join(sizes)}."


def memories(runs: Runs) -> str:
    sizes = "; ".join(f"{size:,}: {run.worker_memory:.0f} MiB" for size, run in runs.items())
    text = f"Memory of two workers and their master after the run, at most {WORKER_MEMORY:.0f} MiB (PSS): {sizes}."
    for size, run in runs.items():
        if run.mix:
            text += (
                f"\n\nWide mix, {MIX_REQUESTS:,} requests for {MIX_ADDRESSES} addresses on {size:,} cycles: the workers"
                f" and their master hold {run.mix.workers:.0f} MiB afterwards. One of PostgreSQL's backends holds"
                f" {run.mix.backends_before:.1f} MiB of its own after its first requests and"
                f" {run.mix.backends_after:.1f} MiB at its end: {run.mix.ratio:.2f} times, at most {BACKEND_GROWTH:g}."
            )
    return text


def countings(runs: Runs) -> str:
    measured = [f"{size:,}: {median(run.counting):.1f} s" for size, run in runs.items() if run.counting]
    sizes = "; ".join(measured) or "not tried"
    return f"Counting the dashboard's figures after a change, by the worker, at most {COUNTING:g} s: {sizes}."


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


def page(runs: Runs, today: date, postgres: str, pages: Collection[str] = tuple(GOALS)) -> str:
    """docs/performance.md."""
    sentences = broken_promises(runs, pages)
    verdict = "Every promise holds."
    if sentences:
        verdict = "Not kept:\n\n" + "\n".join(f"- {sentence}" for sentence in sentences)
    return f"""# How quick the pages are

Written by `make bench` on {today.day} {today:%B %Y}: {machine(postgres)}

Each page is asked for again and again by one signed-in person over one connection that stays open, by
[wrk](https://github.com/wg/wrk), whose own cost is microseconds. The site runs in production's settings on PostgreSQL,
with two gunicorn workers. *Hello* is a view of a bare Django project under the same gunicorn; it has a window of its
own just before each window of a page, so that a figure in times of hello means the same on another machine. The sizes
take turns, window by window, so that a minute in which the machine is slow is one for all of them. What is shown is the
median of the windows' medians.

Times are capped on {cap_size(runs):,} cycles. *Growth* is the figure on {max(runs):,} cycles over the one on
{min(runs):,}; where its cap is "none", the page lists what one person has to do, which grows with the council. SQL
statements are all that Django sends for one request: those of the session, the frame and the transaction too. The
council has the same two hundred people at every size: what grows is the record.

*Just after a change* the figures have been counted again and no process keeps the old ones; its statements are counted
when a process keeps nothing else of the page either. *Gate decision* is the press that records it: wrk sends it for
gate after gate, each from a page opened beforehand.

{verdict}

{table(runs, pages)}

{councils(runs)}

{crowds(runs)}

{memories(runs)}

{countings(runs)}

## Every size

{every_size(runs, pages)}
"""
